// What tests measure on a page that is open. Each answers with a list of complaints, empty when all is well.
window.measures = {
  sideways() {
    const root = document.documentElement;
    const over = root.scrollWidth - root.clientWidth;
    return over > 0 ? [`${root.clientWidth} px: ${over} px too wide`] : [];
  },

  // Words that lie outside a box which cuts off, or outside the button that they are on.
  clipped() {
    const found = new Set();
    const boxes = new Map();
    const ways = box => boxes.get(box) ?? (boxes.set(box, whatCuts(box)), boxes.get(box));
    for (const words of texts()) {
      const cutting = ways(words.parentElement);
      if (!cutting.length) continue;
      for (const rect of rects(words)) {
        for (const [box, edges] of cutting) {
          if (!inside(rect, edges)) found.add(`“${words.textContent.trim().slice(0, 40)}” outside ${called(box)}`);
        }
      }
    }
    return [...found];
  },

  // Words of these elements that go on in the next line.
  broken(selector) {
    return [...texts()].filter(each => each.parentElement.closest(selector)).flatMap(each => {
      return [...each.textContent.matchAll(/\S+/g)].filter(word => {
        const range = document.createRange();
        range.setStart(each, word.index);
        range.setEnd(each, word.index + word[0].length);
        return new Set([...range.getClientRects()].map(rect => Math.round(rect.top))).size > 1;
      }).map(word => word[0]);
    });
  },

  // Buttons and fields that a thumb would miss.
  small(least) {
    const all = document.querySelectorAll("button, .button, summary, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox]), .option");
    return [...all].filter(shown).flatMap(each => {
      const box = each.getBoundingClientRect();
      const size = Math.min(box.width, box.height);
      return size < least - 0.5 ? [`${called(each)} is ${size.toFixed(1)} px`] : [];
    });
  },

  // Each thing that takes the focus: is it in sight, is it marked, does anything fixed lie over it?
  focus() {
    return focusable().flatMap(each => {
      each.focus();
      return document.activeElement === each ? measures.focused() : [`${called(each)} does not take the focus`];
    });
  },

  focused() {
    const each = document.activeElement;
    const style = getComputedStyle(each);
    const found = style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2 ? [`${called(each)} shows no focus`] : [];
    const box = each.getClientRects()[0];
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const own = top && (each.contains(top) || top.contains(each) || top.closest("label")?.control === each);
    return own ? found : [...found, `${called(each)} is covered by ${top ? called(top) : "the edge of the window"}`];
  },

  // Edges of buttons and fields where the visitor's own colours replace ours.
  edges() {
    const all = document.querySelectorAll(".button, button, input:not([type=hidden]), select, textarea, .option");
    return [...all].filter(shown).flatMap(each => {
      const style = getComputedStyle(each);
      const edge = style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) >= 1;
      const seen = edge && style.borderTopColor !== style.backgroundColor;
      return seen || each.matches("[type=radio], [type=checkbox]") ? [] : [`${called(each)} has no edge`];
    });
  },

  moving() {
    const found = document.getAnimations().map(each => `an animation of ${called(each.effect.target)}`);
    for (const each of document.querySelectorAll("*")) {
      const style = getComputedStyle(each);
      if (style.transitionDuration.split(", ").some(time => parseFloat(time) > 0)) found.push(`${called(each)} changes slowly`);
      if (style.animationName !== "none") found.push(`${called(each)} moves`);
      if (style.scrollBehavior === "smooth") found.push(`${called(each)} scrolls slowly`);
    }
    return found;
  },

  shown(selector) {
    return [...document.querySelectorAll(selector)].filter(shown).map(called);
  },
};

window.called = called;
function called(element) {
  const words = (element.getAttribute("aria-label") || element.textContent || element.getAttribute("name") || "").trim();
  const classes = element.classList.length ? "." + [...element.classList].join(".") : "";
  return `${element.localName}${element.id ? "#" + element.id : ""}${classes} “${words.replace(/\s+/g, " ").slice(0, 30)}”`;
}

function shown(element) {
  return element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}) && element.getClientRects().length > 0;
}

function* texts() {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const words = walk.currentNode;
    if (words.textContent.trim() && shown(words.parentElement)) yield words;
  }
}

function rects(words) {
  const range = document.createRange();
  range.selectNodeContents(words);
  return range.getClientRects();
}

// Letters of tall scripts reach a little beyond their line without being cut.
function inside(rect, box, slack = 2) {
  return rect.left >= box.left - slack && rect.right <= box.right + slack
    && rect.top >= box.top - slack * 2 && rect.bottom <= box.bottom + slack * 2;
}

// The boxes around an element which cut off what lies outside them, each with its edges.
function whatCuts(element) {
  const cutting = [];
  for (let box = element; box && !box.matches(".visually-hidden, .visually-hidden *"); box = box.parentElement) {
    const style = getComputedStyle(box);
    const cuts = style.overflowX === "hidden" || style.overflowX === "clip" || box.matches(".button, .menu__button");
    if (cuts) cutting.push([box, box.getBoundingClientRect()]);
    if (/auto|scroll/.test(style.overflowX) || style.position === "fixed") break;
  }
  return cutting;
}

function focusable() {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  return [...document.querySelectorAll(all)].filter(each => shown(each) && !each.disabled);
}
