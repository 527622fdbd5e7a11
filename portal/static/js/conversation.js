// Enhancement only: without this file a name is typed in full after its "@".
(() => {
  "use strict";

  for (const area of document.querySelectorAll("textarea[data-names]")) {
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = `${area.id}-names`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", area.dataset.namesLabel);
    area.after(list);
    area.setAttribute("aria-controls", list.id);
    area.setAttribute("aria-autocomplete", "list");
    let chosen = -1, timer = 0, asked = null;

    // What stands between the last "@" of the line and the cursor.
    const typed = () => /(?:^|[^\w@./])@([^@\n]{1,60})$/u.exec(area.value.slice(0, area.selectionStart))?.[1];
    const options = () => [...list.children];
    const choose = (at) => {
      chosen = at;
      options().forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
      if (at < 0) area.removeAttribute("aria-activedescendant");
      else area.setAttribute("aria-activedescendant", options()[at].id);
    };
    const show = (names) => {
      list.replaceChildren(...names.map((name, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.dir = "auto";
        option.textContent = name;
        return option;
      }));
      list.hidden = !names.length;
      choose(names.length ? 0 : -1);
    };
    const take = (name) => {
      const end = area.selectionStart, start = end - typed().length;
      area.setRangeText(`${name} `, start, end, "end");
      show([]);
      area.focus();
    };
    const ask = async () => {
      asked?.abort();
      asked = new AbortController();
      const words = typed();
      if (!words) return show([]);
      try {
        const address = `${area.dataset.names}&q=${encodeURIComponent(words.trim())}`;
        const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
        if (answer.ok && document.activeElement === area) show(await answer.json());
      } catch { /* a slow or broken line: the name can be typed */ }
    };

    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 200);
    });
    area.addEventListener("blur", () => setTimeout(() => show([]), 200));
    area.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const count = list.children.length;
      if (event.key === "ArrowDown") choose((chosen + 1) % count);
      else if (event.key === "ArrowUp") choose((chosen + count - 1) % count);
      else if (event.key === "Escape") show([]);
      else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) take(options()[chosen].textContent);
      else return;
      event.preventDefault();
    });
    list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("li");
      if (option) { event.preventDefault(); take(option.textContent); }
    });
  }
})();
