// The page: follows the journal, draws both sides, sends the user's actions.
import { api } from "./api.js";
import { conversationOf, emptyState, normalPhone, putClient, standardPhone, take } from "./state.js";
import { putWords, switchLanguage, text } from "./texts.js";
import { drawBubbles, element, sync } from "./view.js";
import { startFaults } from "./faults.js";
import { drawAccounts, startAccounts } from "./account.js";

// The relay remembers who is linked to which chat, so the demo clients are the same at every start.
const demo = [
  { chat: 7001, firstName: "Анна", phone: "+79161234501" },
  { chat: 7002, firstName: "Борис", phone: "+79161234502" },
  { chat: 7003, firstName: "Chloe", phone: "+79161234503", languageCode: "en" },
];

const $ = id => document.getElementById(id);
const mostClients = 30;
let state = emptyState();
let chosenChat = demo[0].chat;
let chosenPhone = null;
let drawing = false;

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

function chip(client) {
  const on = client.chat === chosenChat;
  return {
    sign: JSON.stringify([client.firstName, on, client.blocked, client.unread > 0]),
    fill(box) {
      box.replaceChildren(element("button", {
        type: "button", className: "chip", role: "tab", "aria-selected": String(on), data: { testid: `client-${client.chat}` },
        onclick: () => { chosenChat = client.chat; client.unread = 0; $("chat").dataset.fresh = "true"; draw(); },
      }, client.firstName, ...(client.unread > 0 && !on ? [element("i", { className: "dot" })] : [])));
    },
  };
}

function drawPhone() {
  sync($("clients"), [...state.clients.values()].slice(0, mostClients), client => client.chat, chip);
  const client = state.clients.get(chosenChat);
  if (!client) return;
  if (visible("client")) client.unread = 0;
  const words = text();
  $("client-line").textContent = `${client.firstName}, ${client.phone}`;
  $("client-block").textContent = client.blocked ? words.unblock : words.block;
  $("client-input").disabled = client.blocked;
  $("client-input").placeholder = client.blocked ? words.blockedInput : words.clientInput;
  $("chat-empty").hidden = client.bubbles.length > 0;
  $("chat").hidden = client.bubbles.length === 0;
  for (const button of $("extras").children) button.disabled = client.blocked;
  drawBubbles($("chat"), client.bubbles, "phone");
  const keys = client.blocked ? [] : (client.keyboard ?? []).flat();
  sync($("keyboard"), keys, key => key.text ?? key, key => ({
    sign: JSON.stringify([key, chosenChat]),
    fill: box => box.replaceChildren(element("button", {
      type: "button", data: { testid: key.request_contact ? "keyboard-contact" : "keyboard-button" }, textContent: key.text ?? key,
      onclick: () => send(key.request_contact ? { kind: "contact" } : { text: key.text ?? key }),
    })),
  }));
}

function conversationLine(conversation) {
  const on = conversation.phone === chosenPhone;
  const last = conversation.bubbles.at(-1);
  return {
    sign: JSON.stringify([conversation.name, on, conversation.unread, last?.key]),
    fill(box) {
      box.replaceChildren(element("button", {
        type: "button", className: "talk", role: "tab", "aria-selected": String(on), data: { testid: `crm-conversation-${conversation.phone}` },
        onclick: () => openConversation(conversation.phone),
      },
      element("strong", { textContent: conversation.name ?? conversation.phone }),
      element("span", { textContent: last?.text ?? conversation.phone }),
      ...(conversation.unread > 0 && !on ? [element("b", { className: "badge", textContent: conversation.unread })] : [])));
    },
  };
}

function drawCrm() {
  const conversations = [...state.conversations.values()].sort((one, other) => other.last - one.last);
  if (!chosenPhone && conversations.length > 0) chosenPhone = conversations[0].phone;
  const conversation = chosenPhone && state.conversations.get(chosenPhone);
  if (conversation && visible("crm")) conversation.unread = 0;
  sync($("conversations"), conversations, one => one.phone, conversationLine);
  $("crm-name").textContent = conversation ? conversation.name ?? conversation.phone : text().noConversation;
  $("crm-phone").textContent = conversation?.name ? conversation.phone : "";
  $("crm-input").disabled = !conversation;
  $("thread").hidden = !conversation?.bubbles.length;
  $("thread-empty").hidden = conversation?.bubbles.length > 0;
  $("thread-empty").firstElementChild.textContent = conversation ? text().threadEmpty : text().crmNone;
  drawBubbles($("thread"), conversation?.bubbles ?? [], "crm");
}

function openConversation(phone) {
  chosenPhone = phone;
  conversationOf(state, phone).unread = 0;
  $("thread").dataset.fresh = "true";
  draw();
}

const narrow = matchMedia("(max-width: 820px)");
const visible = tab => !narrow.matches || document.body.dataset.tab === tab;

function drawBadges() {
  const counts = {
    client: [...state.clients.values()].reduce((sum, one) => sum + one.unread, 0),
    crm: [...state.conversations.values()].reduce((sum, one) => sum + one.unread, 0),
  };
  for (const [tab, count] of Object.entries(counts)) {
    const button = $(`tab-${tab}`);
    button.setAttribute("aria-selected", String(document.body.dataset.tab === tab));
    const badge = button.querySelector(".badge");
    badge.hidden = count === 0 || visible(tab);
    badge.textContent = count;
  }
}

async function send(message) {
  $("chat").dataset.fresh = "true";
  await api.clientSends(chosenChat, message);
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

  people.slice(0, mostClients).forEach(person => putClient(state, person));
  draw();
}

function listen() {
  const events = new EventSource("/page/events");
  events.onopen = () => { showLive(true); loadClients(); drawAccounts(); };
  events.onerror = () => showLive(false);
  events.onmessage = async message => {
    const entry = JSON.parse(message.data);
    if (entry.what === "reset" && state.started) {
      state = emptyState();
      chosenPhone = null;
      await loadClients();
      await drawAccounts();
    }

    state.started = true;
    take(state, entry);
    draw();
  };
}

function wire() {
  $("client-form").onsubmit = async event => {
    event.preventDefault();
    const said = $("client-input").value;
    if (!said.trim()) return;
    $("client-input").value = "";
    await send({ text: said });
  };
  $("crm-form").onsubmit = async event => {
    event.preventDefault();
    const said = $("crm-input").value;
    if (!said.trim() || !chosenPhone) return;
    $("crm-input").value = "";
    $("thread").dataset.fresh = "true";
    await api.managerWrites(chosenPhone, said);
  };
  $("crm-new-form").onsubmit = event => {
    event.preventDefault();
    const phone = normalPhone($("crm-new-phone").value);
    if (!phone) return;
    $("crm-new-phone").value = "";
    openConversation(phone);
  };
  $("client-start").onclick = () => send({ text: "/start" });
  $("client-block").onclick = () => api.block(chosenChat, !state.clients.get(chosenChat).blocked);
  $("client-add").onclick = async () => {
    const chat = Math.max(7000, ...state.clients.keys()) + 1;
    putClient(state, await api.createClient({ chat, firstName: `${text().newClient} ${chat % 1000}`, phone: standardPhone(chat) }));
    chosenChat = chat;
    draw();
  };
  for (const button of $("extras").children) {
    button.onclick = () => send(button.dataset.send === "foreign"
      ? { kind: "contact", contactPhone: "+79990001122", contactUserId: 99 }
      : { kind: button.dataset.send });
  }

  for (const tab of ["client", "crm"]) {
    $(`tab-${tab}`).onclick = () => { 
      document.body.dataset.tab = tab;
      $("chat").dataset.fresh = $("thread").dataset.fresh = "true";
      draw();
    };
  }

  narrow.onchange = draw;
  $("language").onclick = () => { switchLanguage(); speakLanguage(); redrawFaults(); drawAccounts(); };
}

const redrawFaults = startFaults();
startAccounts();
wire();
demo.forEach(person => putClient(state, person));
speakLanguage();
listen();
