import pytest, re
from tests.support.portal import Portal
from tests.support.cases import draft
from portal.foundation.database import db

def errs(t): return re.findall(r'id="([^"]+-error)"', t)

def test_x(portal: Portal) -> None:
    c=draft(portal.cast.author.actor); cid,rev=c.id,c.revision
    b=portal.browser(portal.cast.author)
    for sec in ("texts","facts","items","persons","cooperation","audience"):
        r=b.get(f"/cases/{cid}/edit/{sec}"); print(sec,r.status_code)
    r=b.post(f"/cases/{cid}/edit/facts",{"revision":rev,"dates-started":"2019","dates-seized":"2018"}); print("order",r.status_code,errs(r.text))
    r=b.post(f"/cases/{cid}/edit/audience",{"revision":rev,"marks-abstract":"RED","marks-summary":"CLEAR"}); print("marks",r.status_code,errs(r.text))
    r=b.post(f"/cases/{cid}/edit/facts",{"revision":"²"}); print("rev",r.status_code)
    r=b.post(f"/cases/{cid}/edit/facts",{"revision":"9"*6000}); print("rev",r.status_code)
    r=b.post(f"/cases/{cid}/submit",{"revision":"²"}); print("rev",r.status_code)
    r=b.post(f"/cases/{cid}/edit/items",{"revision":rev,"remove-items":"²"}); print("remove",r.status_code)
    r=b.post(f"/cases/{cid}/edit/audience",{"revision":rev,"editors":"a\x00b@c.de"}); print("editors",r.status_code,errs(r.text))
    for p in ("/cases/%00","/members/%00","/members?q=%00","/members?country=%00","/search?q=%00","/countries/%00","/cases/%ED%A0%80", "/cases?page=%C2%B2","/search?year=%00","/search/suggest?q=%00", "/search?q=%ED%A0%80", "/nowhere"):
        try: print(p,b.get(p).status_code)
        except AssertionError as e: print(p,e)
    s=portal.browser(); s.get("/sign-in"); print("signin",s.post("/sign-in",{"email":"a\x00b@c.d","password":"x\x00"}).status_code)
    assert 0
