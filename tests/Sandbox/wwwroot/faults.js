// The faults panel: scripts the providers' next answers.
import { api } from "./api.js";
import { text } from "./texts.js";
import { element } from "./element.js";

const faults = {
  wait: { status: 429, retryAfter: 5 },
  broken: { status: 500 },
  away: { status: 503 },
  denied: { status: 403 },
  silence: { then: "silence", accept: true },
  abort: { then: "abort" },
};

const $ = id => document.getElementById(id);

function options(select, names) {
  const chosen = select.value;
  select.replaceChildren(...Object.entries(names).map(([value, textContent]) => element("option", { value, textContent })));
  if (chosen) select.value = chosen;
}

function kindOf(answer) {
  return Object.keys(faults).find(kind => Object.entries(faults[kind]).every(([name, value]) => answer[name] === value)) ?? String(answer.status ?? answer.then);
}

async function drawList() {
  const words = text();
  const scripts = await api.scripts();
  $("fault-count").hidden = scripts.length === 0;
  $("fault-count").textContent = scripts.length;
  $("fault-list").replaceChildren(...scripts.map(script => {
    const left = script.answer.times ? `${script.used} / ${script.answer.times}` : words.times.forever;
    const said = `${words.faultAts[script.answer.at] ?? script.answer.at}: ${words.faultKinds[kindOf(script.answer)] ?? kindOf(script.answer)} (${left})`;
    const remove = element("button", { type: "button", className: "ghost", textContent: words.remove });
    remove.onclick = async () => {
      await api.clearScript(script.id).catch(() => null);
      await drawList();
    };
    return element("li", { data: { testid: "fault" } }, said, remove);
  }));
}

/** Wires the panel; returns a function that redraws it in another language. */
export function startFaults() {
  const draw = () => {
    options($("fault-at"), text().faultAts);
    options($("fault-kind"), text().faultKinds);
    options($("fault-times"), text().times);
    return drawList();
  };

  $("fault-form").onsubmit = async event => {
    event.preventDefault();
    const times = $("fault-times").value;
    await api.script({ at: $("fault-at").value, ...faults[$("fault-kind").value], times: times === "forever" ? null : Number(times) });
    await drawList();
  };
  $("fault-clear").onclick = async () => {
    await api.clearScripts();
    await drawList();
  };

  // Scripts run out: while the panel is open it is updated.
  setInterval(() => document.querySelector(".faults").open && drawList(), 2000);
  draw();
  return draw;
}
