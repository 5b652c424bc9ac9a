// The client's phone: who the client is, the chat with the bot, and what the client does there.
import { api } from "./api.js";
import { startComposer } from "./composer.js";
import { element, sync } from "./element.js";
import { chatOf, putClient, putShown, standardPhone } from "./state.js";
import { text } from "./texts.js";
import { drawBubbles } from "./view.js";

// The relay remembers who is linked to which chat, so the demo clients are the same at every start.
export const demo = [
  { chat: 7001, firstName: "Анна", phone: "+79161234501" },
  { chat: 7002, firstName: "Борис", phone: "+79161234502" },
  { chat: 7003, firstName: "Chloe", phone: "+79161234503", languageCode: "en" },
];

/** More are not listed, except for the chosen one: that may be any, by the address's ?client=CHAT. */
const mostClients = 30;

const samples = { photo: "lamp.jpg", voice: "voice.ogg", sticker: "sticker.webp" };

const $ = id => document.getElementById(id);

/** Wires the phone; returns a function that draws it. `page` has the state, and says what is visible. */
export function startPhone(page) {
  let chosen = Number(new URLSearchParams(location.search).get("client")) || demo[0].chat;
  const client = () => page.state.clients.get(chosen);

  async function send(message) {
    $("chat").dataset.end = "true";
    await api.clientSends(chosen, message);
  }

  async function sendFile(kind, caption, file) {
    $("chat").dataset.end = "true";
    await api.clientSendsFile(chosen, kind, caption, file);
  }

  async function sendSample(kind) {
    await sendFile(kind, "", await (await fetch(`samples/${samples[kind]}`)).blob());
  }

  /** Asks what the chat shows, if something changed in it. */
  async function refresh(one) {
    if (!one.isStale) return;
    one.isStale = false;
    try {
      putShown(one, await api.shown(one.chat));
    } catch {
      one.isStale = true; // the sandbox is away: it is asked again when it is back
      return;
    }

    page.draw();
  }

  function chip(one) {
    const on = one.chat === chosen;
    return {
      sign: JSON.stringify([one.firstName, on, one.blocked, one.unread > 0]),
      fill(box) {
        box.replaceChildren(element("button", {
          type: "button", className: "chip", role: "tab", "aria-selected": String(on), data: { testid: `client-${one.chat}` },
          onclick: () => { chosen = one.chat; one.unread = 0; $("chat").dataset.end = "true"; page.draw(); },
        }, one.firstName, ...(one.unread > 0 && !on ? [element("i", { className: "dot" })] : [])));
      },
    };
  }

  function drawKeyboard(one) {
    const keys = one.blocked ? [] : (one.keyboard ?? []).flat();
    sync($("keyboard"), keys, key => key.text ?? key, key => ({
      sign: JSON.stringify([key, chosen]),
      fill: box => box.replaceChildren(element("button", {
        type: "button", data: { testid: key.request_contact ? "keyboard-contact" : "keyboard-button" }, textContent: key.text ?? key,
        onclick: () => send(key.request_contact ? { kind: "contact" } : { text: key.text ?? key }),
      })),
    }));
  }

  const drawLine = startComposer("client", document.querySelector(".device"), (said, file, kind) => file ? sendFile(kind, said, file) : send({ text: said }));
  $("client-start").onclick = () => send({ text: "/start" });
  $("client-block").onclick = () => api.block(chosen, !client().blocked);
  $("client-add").onclick = async () => {
    const chat = Math.max(7000, ...page.state.clients.keys()) + 1;
    putClient(page.state, await api.createClient({ chat, firstName: `${text().newClient} ${chat % 1000}`, phone: standardPhone(chat) }));
    chosen = chat;
    page.draw();
  };
  for (const button of $("extras").children) {
    const kind = button.dataset.send;
    button.onclick = () => kind === "foreign" ? send({ kind: "contact", contactPhone: "+79990001122", contactUserId: 99 }) : sendSample(kind);
  }

  return () => {
    sync($("clients"), [...page.state.clients.values()].filter((one, place) => place < mostClients || one.chat === chosen), one => one.chat, chip);
    const one = client();
    if (!one) return;
    if (page.isVisible("client")) one.unread = 0;
    refresh(one);
    const [words, bubbles] = [text(), chatOf(one)];
    $("client-line").textContent = `${one.firstName}, ${one.phone}`;
    $("client-block").textContent = one.blocked ? words.unblock : words.block;
    $("chat-empty").hidden = bubbles.length > 0;
    $("chat").hidden = bubbles.length === 0;
    for (const button of $("extras").children) button.disabled = one.blocked;
    drawLine({ placeholder: one.blocked ? words.blockedInput : words.clientInput, isClosed: one.blocked });
    drawBubbles($("chat"), bubbles, "phone");
    drawKeyboard(one);
  };
}
