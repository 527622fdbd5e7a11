// Enhancement only: every page works without this file.
(() => {
  "use strict";

  // "/" goes to the search box, unless something is being typed or the reader switched shortcuts off.
  const search = document.querySelector("[data-shortcut='/']");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !search) return;
    if (document.documentElement.dataset.shortcuts === "off") return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  // A menu closes with Escape and when the reader goes elsewhere.
  for (const menu of document.querySelectorAll("details.menu")) {
    const close = () => { menu.open = false; };
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) { close(); menu.querySelector("summary").focus(); }
    });
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) close(); });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
    });
  }

  document.querySelector("[data-focus]")?.focus();

  // Ask before unsaved text is lost.
  let unsaved = false;
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    form.addEventListener("input", () => { unsaved = true; });
    form.addEventListener("submit", () => { unsaved = false; });
  }
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  // Repeated rows: what the buttons add-<list> and remove-<list> post, done in place.
  const renumber = (set) => set.querySelectorAll(":scope > [data-row]").forEach((row, at) => {
    row.querySelector("[data-row-number]").textContent = (at + 1).toLocaleString(document.documentElement.lang);
  });
  const cleared = (row, list, index) => {
    const attributes = ["id", "name", "for", "aria-describedby", "aria-labelledby", "data-rows"];
    for (const extra of row.querySelectorAll("[data-row] ~ [data-row]")) extra.remove();
    row.setAttribute("aria-labelledby", `${list}-${index}-row`);
    for (const element of row.querySelectorAll("*")) {
      for (const name of attributes) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replaceAll(new RegExp(`\\b${list}-\\d+`, "g"), `${list}-${index}`));
      }
      element.removeAttribute("aria-invalid");
      element.classList.remove("is-invalid", "field-wrong");
      if (element.matches("input[type=checkbox], input[type=radio]")) element.checked = false;
      else if (element.matches("select")) element.selectedIndex = 0;
      else if (element.matches("input:not([name$=csrf_token]), textarea")) element.value = "";
    }
    for (const error of row.querySelectorAll(".error")) error.remove();
    row.querySelector(":scope > .entry-remove").value = index;
    return row;
  };
  const numbers = (set, list) => [...set.querySelectorAll("[name]")]
    .map((element) => Number(new RegExp(`^${list}-(\\d+)`).exec(element.name)?.[1] ?? -1));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name^='add-'], button[name^='remove-']");
    const set = button?.closest("[data-rows]");
    const list = set?.dataset.rows;
    const rows = set ? [...set.querySelectorAll(":scope > [data-row]")] : [];
    if (!rows.length || !button.name.endsWith(`-${list}`)) return;
    event.preventDefault();
    unsaved = Boolean(set.closest("form[data-unsaved]"));
    const row = button.name.startsWith("remove-") && button.closest("[data-row]");
    if (row && rows.length > 1) {
      row.remove();
      set.querySelector("button[name^='add-']").focus();
    } else if (row) {
      cleared(row, list, button.value);
    } else {
      const fresh = cleared(rows.at(-1).cloneNode(true), list, Math.max(...numbers(set, list)) + 1);
      rows.at(-1).after(fresh);
      fresh.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    }
    renumber(set);
  });

  // Suggestions under the search box: a combobox with a list, fed as the reader types.
  const suggest = (input) => {
    const list = document.createElement("ul");
    list.id = `${input.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    input.form.append(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"],
      ["aria-controls", list.id]]) input.setAttribute(name, value);
    let chosen = -1, timer = 0, asked = null;

    const options = () => [...list.children];
    const choose = (at) => {
      chosen = at;
      options().forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", options()[at].id);
    };
    const show = (items) => {
      list.replaceChildren(...items.map((item, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.dir = "auto";
        option.textContent = item.text;
        option.dataset.url = item.url;
        return option;
      }));
      list.hidden = !items.length;
      input.setAttribute("aria-expanded", String(Boolean(items.length)));
      choose(-1);
    };
    const ask = async () => {
      asked?.abort();
      asked = new AbortController();
      try {
        const address = `${input.dataset.suggest}?q=${encodeURIComponent(input.value.trim())}`;
        const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
        if (answer.ok && document.activeElement === input) show((await answer.json()).slice(0, 8));
      } catch { /* a slow or broken line: the form still works */ }
    };
    const go = (option) => {
      const address = new URL(option.dataset.url, location.href);
      if (address.origin === location.origin) location.assign(address);
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      if (input.value.trim().length < 2) show([]);
      else timer = setTimeout(ask, 180);
    });
    input.addEventListener("keydown", (event) => {
      const count = list.hidden ? 0 : list.children.length;
      if (event.isComposing || !count) return;
      if (event.key === "ArrowDown") choose((chosen + 2) % (count + 1) - 1);
      else if (event.key === "ArrowUp") choose((chosen + count + 1) % (count + 1) - 1);
      else if (event.key === "Escape") show([]);
      else if (event.key === "Enter" && chosen >= 0) go(options()[chosen]);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => { clearTimeout(timer); asked?.abort(); show([]); });
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option);
    });
  };
  document.querySelectorAll("[data-suggest]").forEach(suggest);
})();
