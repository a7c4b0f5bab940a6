// Puts fresh numbers in place of the old ones whenever the server says that they changed. Without it the page reloads itself.
"use strict";
const box = document.getElementById("numbers");
let asking = false, again = false;

async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  do {
    again = false;
    const answer = await fetch(box.dataset.numbers, { redirect: "error" }).catch(() => null);
    if (answer && answer.ok) { box.innerHTML = await answer.text(); }
  } while (again);
  asking = false;
}

if (box) {
  new EventSource(box.dataset.live).addEventListener("message", refresh);
  setInterval(refresh, 60000);
}
