/* An article's marks: a click, or Enter, shows the facts that lie there; without this script the links lead to the list
   below. Cards are moved about as the server made them: no text becomes markup here. */
"use strict";

const panel = document.querySelector(".panel");
const chosen = panel.querySelector(".chosen");
const close = panel.querySelector(".close");
const marks = [...document.querySelectorAll(".text a.mark")];
const hint = [...chosen.childNodes];
let last = null;

function show(ids) {
  const cards = ids.map((id) => document.getElementById(id)).filter(Boolean).map((card) => card.cloneNode(true));
  cards.forEach((card) => card.removeAttribute("id"));
  chosen.replaceChildren(...cards);
  panel.classList.add("open");
  panel.scrollTop = 0;
  close.hidden = false;
  for (const mark of marks) mark.classList.toggle("on", mark.dataset.facts.split(" ").includes(ids[0]));
}

function hide() {
  if (!panel.classList.contains("open")) return;
  chosen.replaceChildren(...hint);
  panel.classList.remove("open");
  close.hidden = true;
  marks.forEach((mark) => mark.classList.remove("on"));
  if (last) last.focus();
}

function choose(mark) {
  last = mark;
  show(mark.dataset.facts.split(" "));
  history.replaceState(null, "", `#${encodeURIComponent(mark.dataset.facts.split(" ")[0])}`);
}

for (const mark of marks) {
  mark.addEventListener("click", (event) => {
    event.preventDefault();
    choose(mark);
  });
}
close.addEventListener("click", hide);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});

for (const button of document.querySelectorAll(".legend button")) {
  button.addEventListener("click", () => {
    const off = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!off));
    document.querySelector(".text").classList.toggle(`without-${button.dataset.kind}`, off);
  });
}

/* An address with a fact in it, as results have: show the fact where it stands in the text. */
const named = decodeURIComponent(location.hash.slice(1));
const first = named && marks.find((mark) => mark.dataset.facts.split(" ").includes(named));
if (first) {
  last = first;
  show([named]);
  first.scrollIntoView({ block: "center", behavior: "instant" });
}
