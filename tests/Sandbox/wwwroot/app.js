// The page: follows the journal, and draws both sides.
import { api } from "./api.js";
import { drawAccounts, startAccounts } from "./account.js";
import { keepDroppedFiles } from "./composer.js";
import { startCrm } from "./crm.js";
import { startFaults } from "./faults.js";
import { demo, startPhone } from "./phone.js";
import { emptyState, putClient, take } from "./state.js";
import { putWords, switchLanguage, text } from "./texts.js";
import { stayAtEnd } from "./view.js";

const $ = id => document.getElementById(id);
const narrow = matchMedia("(max-width: 820px)");
let drawing = false;

const page = {
  state: emptyState(),
  draw,
  isVisible: tab => !narrow.matches || document.body.dataset.tab === tab,
};

function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    drawPhone();
    drawCrm();
    drawBadges();
  });
}

function drawBadges() {
  const counts = {
    client: [...page.state.clients.values()].reduce((sum, one) => sum + one.unread, 0),
    crm: [...page.state.conversations.values()].reduce((sum, one) => sum + one.unread, 0),
  };
  for (const [tab, count] of Object.entries(counts)) {
    const button = $(`tab-${tab}`);
    button.setAttribute("aria-selected", String(document.body.dataset.tab === tab));
    const badge = button.querySelector(".badge");
    badge.hidden = count === 0 || page.isVisible(tab);
    badge.textContent = count;
  }
}

function speakLanguage() {
  putWords();
  $("language").textContent = text().otherLanguage;
  showLive($("live").dataset.on === "true");
  draw();
}

function showLive(on) {
  $("live").dataset.on = String(on);
  $("live").lastElementChild.textContent = on ? text().connected : text().connecting;
}

async function loadClients() {
  let people = await api.clients();
  const missing = demo.filter(person => !people.some(known => known.chat === person.chat && known.phone === person.phone));
  if (missing.length > 0) {
    await Promise.all(missing.map(api.createClient));
    people = await api.clients();
  }

  people.forEach(person => putClient(page.state, person));
  draw();
}

function listen() {
  const events = new EventSource("/page/events");
  events.onopen = () => { showLive(true); loadClients(); drawAccounts(); };
  events.onerror = () => showLive(false);
  events.onmessage = async message => {
    const entry = JSON.parse(message.data);
    if (entry.what === "reset" && page.state.started) {
      page.state = emptyState();
      await loadClients();
      await drawAccounts();
    }

    page.state.started = true;
    take(page.state, entry);
    draw();
  };
}

function wire() {
  for (const tab of ["client", "crm"]) {
    $(`tab-${tab}`).onclick = () => {
      document.body.dataset.tab = tab;
      $("chat").dataset.end = $("thread").dataset.end = "true";
      draw();
    };
  }

  narrow.onchange = draw;
  $("language").onclick = () => { switchLanguage(); speakLanguage(); redrawFaults(); drawAccounts(); };
  stayAtEnd($("chat"));
  stayAtEnd($("thread"));
  keepDroppedFiles();
}

const drawPhone = startPhone(page);
const drawCrm = startCrm(page);
const redrawFaults = startFaults();
startAccounts();
wire();
demo.forEach(person => putClient(page.state, person));
speakLanguage();
listen();
