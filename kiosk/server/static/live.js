// Puts fresh numbers in place of the old ones whenever the server says that they changed. Without it today's page reloads
// itself. While somebody waits for a person the title says so, for whoever has another page before them.
"use strict";
const box = document.getElementById("live");
const title = document.title;
let asking = false, again = false;

function entitle() { document.title = (box.querySelector(".call") ? "(!) " : "") + title; }

async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  do {
    again = false;
    const answer = await fetch(box.dataset.fresh, { redirect: "error" }).catch(() => null);
    if (answer && answer.ok) { box.innerHTML = await answer.text(); entitle(); }
  } while (again);
  asking = false;
}

if (box) {
  entitle();
  new EventSource(box.dataset.live).addEventListener("message", refresh);
  setInterval(refresh, 60000);
}
