// Enhancement only: pages of meetings work without this file.
(() => {
  "use strict";

  // The line that says what is on now moves on by itself, without asking anybody.
  const agenda = document.querySelector("[data-now]");
  const mark = () => {
    const now = Date.now() / 1000;
    for (const row of agenda.querySelectorAll("tr[data-at]")) {
      row.classList.toggle("agenda-now", row.dataset.at <= now && now < row.dataset.until);
    }
  };
  if (agenda) setInterval(mark, 20000);

  // Dragging a line writes the numbers that the form sends; without a pointer the numbers are typed.
  const form = document.querySelector("form[data-agenda]");
  let dragged = null;
  const renumber = () => {
    for (const session of form.querySelectorAll("[data-session]")) {
      [...session.querySelectorAll("[data-item]")].forEach((row, at) => {
        row.querySelector("[name^='within-']").value = session.dataset.session;
        row.querySelector("[name^='number-']").value = at + 1;
      });
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  if (form) {
    for (const row of form.querySelectorAll("[data-item]")) {
      const handle = row.querySelector(".agenda-number");
      handle.addEventListener("pointerdown", (event) => { row.draggable = !event.target.matches("input:focus"); });
      row.addEventListener("dragstart", (event) => {
        dragged = row;
        event.dataTransfer.effectAllowed = "move";
        row.classList.add("agenda-dragged");
      });
      row.addEventListener("dragend", () => {
        row.classList.remove("agenda-dragged");
        row.draggable = false;
        dragged = null;
        renumber();
      });
    }
    form.addEventListener("dragover", (event) => {
      const session = event.target.closest("[data-session]");
      if (!dragged || !session) return;
      event.preventDefault();
      const over = event.target.closest("[data-item]");
      if (!over) session.append(dragged);
      else if (over !== dragged) {
        const box = over.getBoundingClientRect();
        if (event.clientY < box.top + box.height / 2) over.before(dragged);
        else over.after(dragged);
      }
    });
  }

  // Whoever writes the minutes says so every minute, so that a second writer is told.
  const writing = document.querySelector("form[data-ping]");
  if (writing) {
    setInterval(() => {
      const body = new URLSearchParams({ csrf_token: writing.elements.csrf_token.value });
      fetch(writing.dataset.ping, { method: "POST", body, redirect: "manual" }).catch(() => { /* a broken line */ });
    }, 60000);
  }
})();
