// The manager's CRM: the conversations, the open one, and what the manager does there.
import { api } from "./api.js";
import { startComposer } from "./composer.js";
import { element, sync } from "./element.js";
import { conversationOf, normalPhone } from "./state.js";
import { text } from "./texts.js";
import { drawBubbles, summary } from "./view.js";

const $ = id => document.getElementById(id);

/** Wires the CRM; returns a function that draws it. `page` has the state, and says what is visible. */
export function startCrm(page) {
  let chosen = null;

  function open(phone) {
    chosen = phone;
    conversationOf(page.state, phone).unread = 0;
    $("thread").dataset.end = "true";
    page.draw();
  }

  function line(conversation) {
    const on = conversation.phone === chosen;
    const last = conversation.bubbles.at(-1);
    const said = last ? summary(last) : conversation.phone;
    return {
      sign: JSON.stringify([conversation.name, on, conversation.unread, said]),
      fill(box) {
        box.replaceChildren(element("button", {
          type: "button", className: "talk", role: "tab", "aria-selected": String(on), data: { testid: `crm-conversation-${conversation.phone}` },
          onclick: () => open(conversation.phone),
        },
        element("strong", { textContent: conversation.name ?? conversation.phone }),
        element("span", { textContent: said }),
        ...(conversation.unread > 0 && !on ? [element("b", { className: "badge", textContent: conversation.unread })] : [])));
      },
    };
  }

  const changes = {
    edit: (bubble, said) => api.managerEdits(chosen, bubble.id, said),
    remove: bubble => api.managerDeletes(chosen, bubble.id),
    redraw: page.draw,
  };

  const drawLine = startComposer("crm", document.querySelector(".thread"), async (said, file) => {
    $("thread").dataset.end = "true";
    await (file ? api.managerSendsFile(chosen, said, file) : api.managerWrites(chosen, said));
  });
  $("crm-new-form").onsubmit = event => {
    event.preventDefault();
    const phone = normalPhone($("crm-new-phone").value);
    if (!phone) return;
    $("crm-new-phone").value = "";
    open(phone);
  };

  return () => {
    const conversations = [...page.state.conversations.values()].sort((one, other) => other.last - one.last);
    if (!page.state.conversations.has(chosen)) chosen = conversations[0]?.phone ?? null;
    const conversation = page.state.conversations.get(chosen);
    if (conversation && page.isVisible("crm")) conversation.unread = 0;
    sync($("conversations"), conversations, one => one.phone, line);
    $("crm-name").textContent = conversation ? conversation.name ?? conversation.phone : text().noConversation;
    $("crm-phone").textContent = conversation?.name ? conversation.phone : "";
    $("thread").hidden = !conversation?.bubbles.length;
    $("thread-empty").hidden = conversation?.bubbles.length > 0;
    $("thread-empty").firstElementChild.textContent = conversation ? text().threadEmpty : text().crmNone;
    drawLine({ placeholder: text().crmInput, isClosed: !conversation });
    drawBubbles($("thread"), conversation?.bubbles ?? [], "crm", changes);
  };
}
