// The phone without reloads: asks for the thread every second, and sends in the background. Nothing here is needed.
"use strict";

const log = document.querySelector(".scroll");
const thread = document.getElementById("thread");
const failed = document.querySelector(".failed");
const text = document.getElementById("text");
const EVERY = 1000; // milliseconds

document.documentElement.classList.add("js");

// Only what is new is put in, and only the notes of what was there change: nothing is read aloud twice, no focus lost.
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("thread");
  const items = Array.from(fresh.children);
  const keys = new Set(items.map((item) => item.id));
  Array.from(thread.children).filter((item) => !keys.has(item.id)).forEach((item) => item.remove());
  items.forEach((item, place) => {
    const known = document.getElementById(item.id);
    if (known && known.outerHTML !== item.outerHTML) change(known, item);
    if (thread.children[place] !== known || !known) thread.insertBefore(known || item, thread.children[place] || null);
  });
}

function change(known, item) {
  const [before, after] = [known.querySelector(".notes"), item.querySelector(".notes")];
  known.className = item.className;
  if (before && after) before.replaceWith(after);
  else known.textContent = item.textContent;
}

async function look() {
  const answer = await fetch(log.dataset.source);
  if (!answer.ok) throw new Error(answer.status);
  show(await answer.text());
}

async function guarded(act) {
  try {
    await act();
    failed.hidden = true;
  } catch {
    failed.hidden = false;
  }
}

async function send(form, button) {
  const fields = new URLSearchParams(new FormData(form, button));
  const typed = text.value;
  if (form.contains(text)) form.reset();
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, redirect: "manual" });
    if (answer.type !== "opaqueredirect") throw new Error(answer.status);
  } catch (error) {
    text.value = text.value || typed;
    throw error;
  }
  log.scrollTop = 0; // its end: it is laid out from below
  await look();
}

async function poll() {
  if (!document.hidden) await guarded(look);
  setTimeout(poll, EVERY);
}

if (thread) {
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    event.preventDefault();
    guarded(() => send(event.target, event.submitter));
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    text.form.requestSubmit();
  });
  if (matchMedia("(pointer: fine)").matches) text.focus({ preventScroll: true });
  setTimeout(poll, EVERY);
}
