// Says to staff that their session is about to end, and covers the page when it has: what was typed waits below.
// Server side: accounts/own_sessions.py. Loaded by templates/base_staff.html, templates/admin/base_site.html and the CMS's
// toolbar. What is asked here is no use of the session, but for the button.
'use strict'
{
  const made = (kind, className, more = {}) => Object.assign(document.createElement(kind), { className, ...more })
  const soon = made('div', 'session-soon')
  const cover = made('dialog', 'session-end')
  const SECOND = 1000
  let me = null // the answer of the server while somebody was signed in
  let due = 0 // a moment and no timer: a computer may sleep
  let isAsking = false

  const ask = (method) => fetch('/staff/time-left/', {
    method, headers: method === 'POST' ? { 'X-CSRFToken': me.token } : { 'X-By-Itself': '1' },
  }).catch(() => null)

  async function look(method = 'GET') {
    if (isAsking) return
    isAsking = true
    due = Date.now() + 60 * SECOND // without a connection nobody knows
    await hear(await ask(method))
    isAsking = false
  }

  async function hear(answer) {
    if (answer?.status === 401) return me && end()
    if (!answer?.ok) return
    const now = await answer.json()
    if (me && me.owner !== now.owner) return location.reload() // a colleague: this page is not theirs
    if (cover.open) useNow(now.token)
    me = now
    cover.close()
    const left = me.seconds - me.warned_before
    if (left > 0) soon.remove()
    else warn()
    due = Date.now() + (left > 0 ? left : me.seconds) * SECOND + SECOND
  }

  // Signing in anew gave this browser another code against forged forms.
  function useNow(code) {
    for (const field of document.querySelectorAll('[name=csrfmiddlewaretoken]')) field.value = code
    if (window.CMS?.config?.csrf) window.CMS.config.csrf = code
  }

  function warn() {
    if (soon.isConnected) return
    soon.setAttribute('role', 'alert')
    soon.replaceChildren(made('p', 'session-soon__words', { textContent: me.words.soon }))
    if (me.may_stay) {
      const stay = made('button', 'session-end__act', { type: 'button', textContent: me.words.stay })
      stay.addEventListener('click', () => look('POST'))
      soon.append(stay)
    }
    document.body.append(soon)
  }

  function end() {
    soon.remove()
    if (cover.open) return
    const part = made('div', 'session-end__part')
    const title = made('h1', 'session-end__title', { id: 'session-end', textContent: me.words.ended })
    const link = made('a', 'session-end__act', { href: me.sign_in, target: '_blank', textContent: me.words.sign_in })
    part.append(title, made('p', 'session-end__words', { textContent: me.words.kept }), link)
    cover.setAttribute('aria-labelledby', title.id)
    cover.replaceChildren(part)
    document.body.append(cover)
    cover.showModal()
  }
  cover.addEventListener('cancel', (event) => event.preventDefault())

  if (window.parent === window) {
    document.addEventListener('visibilitychange', () => document.hidden || look())
    window.addEventListener('focus', () => look())
    setInterval(() => Date.now() < due || look(), 5 * SECOND)
    look()
  }
}
