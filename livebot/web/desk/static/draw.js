// Keeps the page like a tree that is built anew at every change: what is the same stays, with its focus, its typed text
// and its place under the finger. Children with a data-key are known by it, others by their place. Where what had the
// focus has gone, as a button does when it was pressed, its card has it then.

const KEPT = { TEXTAREA: ["value"], INPUT: ["value"], DETAILS: ["open"], DIALOG: ["open"], SELECT: ["value"] };

/** Make the children of `parent` like `wanted`, a list of elements and texts. */
export function draw(parent, wanted) {
  const focused = document.activeElement;
  const card = focused?.closest("[data-card]")?.dataset.card;
  drawChildren(parent, wanted);
  if (!focused || focused === document.activeElement) return;
  const next = focused.isConnected ? focused : card && parent.querySelector(`[data-card="${CSS.escape(card)}"]`);
  next?.focus({ preventScroll: true });
}

function drawChildren(parent, wanted) {
  const known = new Map();
  for (const child of parent.children) if (child.dataset.key) known.set(child.dataset.key, child);
  const keys = new Set(wanted.map((child) => child.dataset?.key).filter(Boolean));
  for (const [key, child] of known) if (!keys.has(key)) child.remove();
  let at = parent.firstChild;
  for (const child of wanted) {
    const node = typeof child === "string" ? document.createTextNode(child) : child;
    const key = node.dataset?.key;
    const old = known.get(key);
    if (old?.nodeName === node.nodeName) {
      if (old === at) at = at.nextSibling;
      else parent.insertBefore(old, at);
      drawOver(old, node);
    } else if (!key && at && isSameKind(at, node)) {
      const same = at;
      at = at.nextSibling;
      drawOver(same, node);
    } else {
      parent.insertBefore(node, at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function isSameKind(old, node) {
  return old.nodeType === node.nodeType && old.nodeName === node.nodeName && !old.dataset?.key;
}

function drawOver(old, node) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== node.data) old.data = node.data;
    return;
  }
  const kept = KEPT[old.nodeName] ?? [];
  for (const { name } of [...old.attributes]) if (!node.hasAttribute(name) && !kept.includes(name)) old.removeAttribute(name);
  for (const { name, value } of node.attributes) {
    if (!kept.includes(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.nodeName !== "TEXTAREA") drawChildren(old, [...node.childNodes]);
}
