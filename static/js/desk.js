// What pages of the desk do besides when scripts run. Each part works without the others, and every page without all.

const MINUTE = 60_000
const BY_ITSELF = { 'X-By-Itself': '1' } // keeps nobody signed in: accounts/sessions/lasting.py

// A list that renews itself, unless somebody is in the middle of something in it. Markup: templates/desk/inbox.html
const list = document.querySelector('[data-renewed]')
const known = () => new Set([...list.querySelectorAll('[data-card]')].map((card) => card.dataset.card))

async function renew() {
  if (document.hidden || list.contains(document.activeElement) || list.querySelector('input:checked')) return
  const answer = await fetch(location.href, { headers: { ...BY_ITSELF, Accept: 'text/html' } }).catch(() => null)
  if (!answer?.ok || answer.redirected) return // no connection, or the session has ended
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const newer = page.querySelector('[data-renewed]')
  // Asked once more: somebody may have begun while the answer was under way.
  if (!newer || list.contains(document.activeElement) || list.querySelector('input:checked')) return
  const before = known()
  list.replaceChildren(...document.adoptNode(newer).childNodes)
  document.title = page.title
  const isNew = [...known()].some((card) => !before.has(card))
  document.querySelector('[data-renewed-news]').textContent = isNew ? list.dataset.renewed : ''
}

if (list) {
  setInterval(renew, MINUTE)
  document.addEventListener('visibilitychange', () => document.hidden || renew())
}

// Colleagues see who has a request open. Markup: templates/desk/in_hand.html
const open = document.querySelector('form[data-open]')

if (open) {
  const tell = () => document.hidden || fetch(open.action, { method: 'POST', headers: BY_ITSELF, body: new FormData(open) }).catch(() => null)
  setInterval(tell, MINUTE)
}
