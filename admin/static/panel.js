// What the panel does beyond plain pages: nothing here is needed, everything works without it.

document.documentElement.classList.add("js");

// A form that was sent is not sent again by a second tap; the page that comes back is a new one. Not so after a
// download, which leaves the page as it is.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
  } else if (!form.matches("[hx-post], [hx-get], [data-download]")) {
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-busy");
  }
});

// Menus close when something else is used, or with Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// data-insert="…" puts words into the field that data-into names; data-copy copies what it names.
document.addEventListener("click", async (event) => {
  const inserts = event.target.closest("[data-insert]");
  if (inserts) {
    const field = document.getElementById(inserts.dataset.into);
    field.setRangeText(inserts.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
  const copies = event.target.closest("[data-copy]");
  if (copies) await navigator.clipboard.writeText(document.getElementById(copies.dataset.copy).textContent.trim());
});
