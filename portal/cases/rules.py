"""Pure decisions about a case: who reads which layer, what is missing, what may follow what."""

from collections.abc import Collection, Mapping

from portal.access.audience import is_widened, review_tokens, writers
from portal.access.publication import Status
from portal.cases.content import CaseContent, CaseText
from portal.cases.models import LAYERS, Case
from portal.foundation.errors import Problem
from portal.foundation.i18n import lazy
from portal.foundation.records import refreshed

SUMMARY_TEXTS = ("summary", "commentary", "outcome", "lessons", "difficulties")
SUMMARY_FIELDS = (
    "authority",
    "court",
    "items",
    "route",
    "methods",
    "techniques",
    "cooperation",
    "persons",
    "themes",
    "sources",
    "sherloc",
    "related",
)


def audiences(
    status: str, content: CaseContent, owner: str, editors: Collection[str], authority: str
) -> dict[str, frozenset[str]]:
    """layer → tokens that open it.

    Writers always read what they write. A published layer is read by whom its mark names. A submitted case is read,
    besides, by coordinators of its regions: the abstract by all of them, a further layer only by those whom its
    mark will let read it once published. Draft, returned and withdrawn cases are their writers' alone.
    """
    own = writers(owner, editors)
    if status not in (Status.PUBLISHED, Status.SUBMITTED):
        return dict.fromkeys(LAYERS, own)
    marked = {layer: marked_tokens(content, layer, authority) for layer in LAYERS}
    if status == Status.PUBLISHED:
        return {layer: own | tokens for layer, tokens in marked.items()}
    review = {layer: review_tokens(content.regions, tokens) for layer, tokens in marked.items()}
    review["abstract"] = review_tokens(content.regions, None)
    return {layer: own | tokens for layer, tokens in review.items()}


def with_grants(
    opened: Mapping[str, frozenset[str]], status: str, granted: Collection[str]
) -> dict[str, frozenset[str]]:
    """With those whom the owner lets read more of a published case: each `layer:member` opens the layer and those above
    it but the abstract, which the marks alone open."""
    found = dict(opened)
    for entry in granted if status == Status.PUBLISHED else ():
        deepest, _, member = entry.partition(":")
        for layer in LAYERS[1 : LAYERS.index(deepest) + 1]:
            found[layer] |= {f"member:{member}"}
    return found


def marked_tokens(content: CaseContent, layer: str, authority: str) -> frozenset[str]:
    """Whom the layer's mark names; nobody while it has none."""
    return content.audience.tokens(getattr(content.marks, layer), authority)


def layers_open_to(case: Case, tokens: frozenset[str]) -> frozenset[str]:
    return frozenset(layer for layer in LAYERS if not tokens.isdisjoint(case.opened.get(layer, ())))


def restrict(content: CaseContent, layers: Collection[str], keep_audience: bool = False) -> CaseContent:
    """The content without anything of a layer that is not among `layers`; whom it names is its writers' matter."""
    without: dict[str, object] = {}
    if len(layers) < len(LAYERS):
        without["texts"] = tuple(_restrict_text(text, layers) for text in content.texts)
    if not keep_audience:
        without["audience"] = CaseContent.model_fields["audience"].default
    if "summary" not in layers:
        without |= {name: CaseContent.model_fields[name].default for name in SUMMARY_FIELDS}
    elif "annex" not in layers:
        without["items"] = tuple(item.model_copy(update={"serial": ""}) for item in content.items)
    if "abstract" not in layers:
        without |= {"countries": (), "offences": (), "stage": None, "year": None}
    return content.model_copy(update=without) if without else content


def abstract_of(content: CaseContent) -> CaseContent:
    """What whoever reads nothing but the abstract is shown of the content."""
    marks = CaseContent.model_fields["marks"].default.model_copy(update={"abstract": content.marks.abstract})
    return restrict(content, ("abstract",)).model_copy(update={"marks": marks})


def _restrict_text(text: CaseText, layers: Collection[str]) -> CaseText:
    without: dict[str, object] = {}
    if "abstract" not in layers:
        without |= {"title": "", "abstract": ""}
    if "summary" not in layers:
        without |= dict.fromkeys(SUMMARY_TEXTS, "")
    if "annex" not in layers:
        without["annex"] = ""
    return text.model_copy(update=without)


def has_annex(content: CaseContent) -> bool:
    return any(text.annex for text in content.texts) or any(item.serial for item in content.items)


def problems_before_review(content: CaseContent, file_layers: Collection[str] = ()) -> list[Problem]:
    """What still has to be filled in before a coordinator can judge it."""
    found = problems_before_publication(content, file_layers)
    if not content.regions:
        found.append(Problem(("regions",), lazy("Choose the region whose coordinator is to review the case.")))
    return found


def problems_before_publication(content: CaseContent, file_layers: Collection[str] = ()) -> list[Problem]:
    """What still has to be filled in before anybody else can read it."""
    original = content.original
    found = [] if content.texts else [Problem(("texts",), lazy("Write the case in at least one language."))]
    for name, words in (
        ("title", lazy("Give the case a title.")),
        ("summary", lazy("Tell what happened in the summary.")),
    ):
        if content.texts and not getattr(original, name):
            found.append(Problem(("texts", 0, name), words))
    if not content.countries:
        found.append(Problem(("countries",), lazy("Name at least one country and its part.")))
    return found + _problems_of_marks(content, file_layers)


def _problems_of_marks(content: CaseContent, file_layers: Collection[str]) -> list[Problem]:
    marks, chosen = content.marks, content.audience
    needed = ["abstract", "summary"] + (["annex"] if has_annex(content) or "annex" in file_layers else [])
    found = [
        Problem(("marks", layer), lazy("Choose the handling mark of this layer."))
        for layer in needed
        if getattr(marks, layer) is None
    ]
    used = {mark for _, mark in marks if mark is not None}
    return found + chosen.problems(used)


def is_narrowed(before: Mapping[str, frozenset[str]], after: Mapping[str, frozenset[str]]) -> bool:
    return any(is_widened(after[layer], before[layer]) for layer in LAYERS)


def refresh_translations(before: CaseContent, after: CaseContent) -> CaseContent:
    """Marks translations stale when the original they were made from has changed and they have not."""
    texts = refreshed(list(before.texts), list(after.texts), before.original, after.original)
    return after.model_copy(update={"texts": tuple(texts)})
