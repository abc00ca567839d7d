// Nothing that editors type is lost: a copy in this browser until the server has it, a word about who else is here,
// and both texts where two people changed one. Copies are locked with a key that only this person's pages carry.
// Server side: content/editing/unsaved. Loaded by templates/admin/base_site.html, the toolbar of the CMS and the page for
// translators, whose forms save without leaving it: they tell what became of their words by "saved" and "lost".
'use strict'
{
  const COPY = 'unsaved:'
  const HALF_A_MINUTE = 30_000
  const A_PAUSE = 300 // milliseconds without a key, then a copy is made
  const A_WEEK = 7 * 24 * 3_600_000
  const NOT_KEPT = /^(csrfmiddlewaretoken|key|seen|seen_text|fingerprint|unsaved|_.*|.*-(INITIAL|MIN_NUM|MAX_NUM)_FORMS)$/
  const isEditPage = /\/admin\/cms\/placeholder\/object\/\d+\/edit\//.test(location.pathname)
  const isFramed = window.parent !== window && document.body?.classList.contains('popup')
  let me = null // owner, key, words, seen: of the server's answer

  // --- asking the server -------------------------------------------------------------------------------------------

  const cookie = (name) => document.cookie.split('; ').find((each) => each.startsWith(name + '='))?.slice(name.length + 1)
  const token = () => document.querySelector('[name=csrfmiddlewaretoken]')?.value || window.CMS?.config?.csrf || cookie('csrftoken') || ''
  const network = window.fetch.bind(window)
  const ask = (body, keepalive = false) => network('/admin/unsaved/', {
    method: 'POST', keepalive, body: JSON.stringify({ page: location.pathname, ...body }),
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token(), 'X-By-Itself': '1' },
  })

  // --- copies ------------------------------------------------------------------------------------------------------

  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
  const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  const lock = async (text) => {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const locked = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, me.lock, new TextEncoder().encode(text)))
    let signs = ''
    for (const each of locked) signs += String.fromCharCode(each)
    return base64(iv) + '.' + btoa(signs)
  }
  const unlock = async (text) => {
    const [iv, locked] = text.split('.').map(bytes)
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, me.lock, locked))
  }
  const nameOf = (place) => `${COPY}${me.owner}:${place}`
  const newNumber = () => crypto.randomUUID().replaceAll('-', '')

  async function keep(place, number, value) {
    const copy = { at: Date.now(), number, title: document.title, page: location.pathname + location.search, locked: await lock(JSON.stringify(value)) }
    try { localStorage.setItem(nameOf(place), JSON.stringify(copy)) } catch { /* full, or forbidden: nothing to be done */ }
  }
  async function copyAt(place) {
    try {
      const copy = JSON.parse(localStorage.getItem(nameOf(place)))
      return copy && { ...copy, value: JSON.parse(await unlock(copy.locked)) }
    } catch { return null }
  }
  const drop = (place) => localStorage.removeItem(nameOf(place))
  const places = () => Object.keys(localStorage).filter((each) => each.startsWith(nameOf(''))).map((each) => each.slice(nameOf('').length))

  // What has arrived at the server is kept no longer: it said so in a cookie for each form.
  function forgetSaved() {
    for (const part of document.cookie.split('; ')) {
      const found = part.match(/^saved_([0-9a-z]+)=(.*)$/)
      if (!found) continue
      document.cookie = `saved_${found[1]}=; Max-Age=0; path=/`
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(COPY) || JSON.parse(localStorage.getItem(name)).number !== found[1]) continue
        localStorage.removeItem(name)
        const place = name.split(':').slice(2).join(':')
        if (found[2] !== '-' && me && place in me.seen) me.seen[place] = found[2]
      }
    }
  }
  function forgetOld() {
    for (const each of Object.keys(localStorage)) {
      if (!each.startsWith(COPY)) continue
      let at = 0
      try { at = JSON.parse(localStorage.getItem(each)).at } catch { /* not ours any more */ }
      if (Date.now() - at > A_WEEK) localStorage.removeItem(each)
    }
  }

  // --- what is said ------------------------------------------------------------------------------------------------

  const bar = document.createElement('div')
  bar.className = 'unsaved'
  bar.setAttribute('role', 'status')
  function say(code, text, ...acts) {
    bar.querySelector(`[data-code="${code}"]`)?.remove()
    if (!text) return
    const line = document.createElement('div')
    line.className = 'unsaved__line'
    line.dataset.code = code
    line.append(Object.assign(document.createElement('p'), { className: 'unsaved__words', textContent: text }), ...acts)
    bar.append(line)
    if (!bar.isConnected) document.body.prepend(bar)
  }
  const button = (text, act) => {
    const made = Object.assign(document.createElement('button'), { type: 'button', className: 'unsaved__act', textContent: text })
    made.addEventListener('click', act)
    return made
  }
  const link = (text, href) => Object.assign(document.createElement('a'), { className: 'unsaved__act', textContent: text, href })
  const quote = (text) => Object.assign(document.createElement('blockquote'), { className: 'unsaved__quote', textContent: text })
  const clock = (at) => new Date(at).toLocaleString(document.documentElement.lang || 'en', { dateStyle: 'medium', timeStyle: 'short' })
  const plain = (html) => new DOMParser().parseFromString(html, 'text/html').body.textContent.trim()
  const signIn = () => link(me.words.sign_in, `/staff/sign-in/?next=${encodeURIComponent(location.pathname + location.search)}`)

  // --- forms -------------------------------------------------------------------------------------------------------

  const rich = (id) => window.cms_editor_plugin?._editors?.[id]
  function valuesOf(form) {
    const values = [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !NOT_KEPT.test(name))
    return values.map(([name, value]) => [name, rich(form.elements[name]?.id)?.getHTML() ?? value])
  }
  const without = (values) => JSON.stringify(values.filter(([name]) => !name.endsWith('-TOTAL_FORMS')))

  function putBack(form, values) {
    for (const [name, value] of values.filter(([name]) => name.endsWith('-TOTAL_FORMS'))) {
      const more = form.querySelector(`#${CSS.escape(name.replace(/-TOTAL_FORMS$/, ''))}-group .add-row a`)
      for (let left = value - (form.elements[name]?.value ?? value); more && left > 0; left--) more.click()
    }
    const many = new Map()
    for (const [name, value] of values) many.set(name, [...(many.get(name) ?? []), value])
    for (const field of form.elements) {
      if (!many.has(field.name) || NOT_KEPT.test(field.name) || field.type === 'file' || field.name.endsWith('_FORMS')) {
        if (field.type === 'checkbox' && field.name && !NOT_KEPT.test(field.name)) field.checked = false
        continue
      }
      const wanted = many.get(field.name)
      if (rich(field.id)) rich(field.id).commands.setContent(wanted[0], true)
      else if (field.type === 'checkbox' || field.type === 'radio') field.checked = wanted.includes(field.value)
      else if (field.type === 'select-multiple') for (const option of field.options) option.selected = wanted.includes(option.value)
      else field.value = wanted[0]
      field.dispatchEvent(new Event('change', { bubbles: true }))
    }
  }

  const isOneOfMany = (form) => 'kept' in form.dataset // each with one text
  const readable = (values) => values.map(([, value]) => plain(value)).filter((value) => value.length > 2).join('\n')

  async function watchForm(form, index) {
    const query = new URLSearchParams(location.search)
    query.delete('cms_path')
    const place = `${location.pathname}?${query}#${form.id || index}`
    const number = newNumber()
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'unsaved', value: number }))
    let last = without(valuesOf(form))
    let timer
    const now = () => {
      clearTimeout(timer)
      const values = valuesOf(form)
      if (without(values) === last) return
      last = without(values)
      keep(place, number, values)
    }
    const note = () => { clearTimeout(timer); timer = setTimeout(now, A_PAUSE) }
    form.addEventListener('submit', now) // the page stays until the answer is there
    form.addEventListener('saved', () => { clearTimeout(timer); last = without(valuesOf(form)); drop(place) })
    form.addEventListener('lost', () => { now(); stayThere() })
    for (const kind of ['input', 'change', 'keyup', 'click', 'paste', 'drop']) form.addEventListener(kind, note)
    const copy = await copyAt(place)
    if (!copy || without(copy.value) === last) return place
    const done = () => say(place, '')
    say(place, me.words.kept.replace('%(time)s', clock(copy.at)), ...(isOneOfMany(form) ? [quote(readable(copy.value))] : []),
      button(me.words.put_back, () => { putBack(form, copy.value); note(); done() }),
      button(me.words.throw_away, () => { drop(place); done() }))
    return place
  }

  // --- texts on the page -------------------------------------------------------------------------------------------

  const addressOf = (text) => { // of a text: where it is saved, without what says which page is looked at
    const url = new URL(text.replaceAll('&amp;', '&'), location.origin)
    const fields = url.searchParams.get('edit_fields')
    return url.pathname + (fields ? `?edit_fields=${fields}` : '')
  }
  const texts = () => [...document.querySelectorAll('.cms-editor-inline-wrapper[data-cms-edit-url]')]
  const wordsOf = (text) => rich(text.id)?.getHTML() ?? text.textContent
  const numbers = new Map()

  function watchTexts() {
    let timer
    document.addEventListener('input', (event) => {
      const text = event.target.closest?.('.cms-editor-inline-wrapper')
      if (!text) return
      clearTimeout(timer)
      timer = setTimeout(() => {
        const place = addressOf(text.dataset.cmsEditUrl)
        if (!numbers.has(place)) numbers.set(place, newNumber())
        keep(place, numbers.get(place), wordsOf(text))
      }, A_PAUSE)
    }, true)
  }
  async function offerTexts() {
    for (const text of texts()) {
      const place = addressOf(text.dataset.cmsEditUrl)
      const copy = await copyAt(place)
      if (!copy) continue
      if (plain(copy.value) === text.textContent.trim()) { drop(place); continue }
      say(place, me.words.kept.replace('%(time)s', clock(copy.at)), quote(plain(copy.value).slice(0, 400)),
        button(me.words.put_back, async () => { await putBackText(text, copy); say(place, '') }),
        button(me.words.throw_away, () => { drop(place); say(place, '') }))
    }
  }
  async function putBackText(text, copy) {
    text.scrollIntoView({ block: 'center' })
    for (let times = 0; times < 60 && !rich(text.id) && text.dataset.cmsType !== 'CharField'; times++) await new Promise((go) => setTimeout(go, 100))
    if (rich(text.id)) rich(text.id).chain().setContent(copy.value, true).focus().run()
    else { text.textContent = plain(copy.value); text.focus() }
    text.dataset.changed = 'true'
    numbers.set(addressOf(text.dataset.cmsEditUrl), copy.number)
  }

  // The editor of the CMS saves a text when it is left. On that way it says what the text was, and hears what became of it.
  window.fetch = async (address, options = {}) => {
    const place = me && options.method === 'POST' && options.body instanceof URLSearchParams && /\/edit-(plugin|field)\//.test(address) ? addressOf(String(address)) : null
    if (!place) return network(address, options)
    const number = numbers.get(place) ?? newNumber()
    options.body.set('unsaved', number)
    if (me.seen[place]) options.body.set('seen_text', me.seen[place])
    const words = options.body.get(new URLSearchParams(place.split('?')[1]).get('edit_fields') ?? 'body') ?? ''
    await keep(place, number, words)
    let answer
    try {
      answer = await network(address, { ...options, headers: { Accept: '*/*', ...options.headers } })
    } catch (error) {
      say(place, me.words.no_connection)
      throw error
    }
    await hear(place, answer)
    return answer
  }
  async function hear(place, answer) {
    say(place, '')
    if (answer.redirected && answer.url.includes('/staff/sign-in/')) return say(place, me.words.signed_out, signIn())
    if (answer.status === 409 && answer.headers.has('X-Seen')) return bothTexts(place, answer.clone())
    const number = numbers.get(place)
    forgetSaved()
    if (answer.headers.get('X-Seen')) me.seen[place] = answer.headers.get('X-Seen')
    if (!answer.ok || (number && localStorage.getItem(nameOf(place)))) return say(place, me.words.not_saved)
    // Of one line the CMS hears nothing that it takes for a success, and would ask at leaving.
    const text = texts().find((each) => addressOf(each.dataset.cmsEditUrl) === place)
    const now = text && wordsOf(text)
    setTimeout(() => { if (text && wordsOf(text) === now) text.dataset.changed = 'false' }, A_PAUSE)
  }
  async function bothTexts(place, answer) {
    const now = answer.headers.get('X-Seen')
    const theirs = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.theirs')?.textContent ?? ''
    say(place, me.words.theirs, quote(theirs),
      button(me.words.mine, () => {
        me.seen[place] = now
        const text = texts().find((each) => addressOf(each.dataset.cmsEditUrl) === place)
        text.dataset.changed = 'true'
        window.CMS_Editor.saveData(text)
      }),
      button(me.words.keep_theirs, () => { drop(place); for (const each of texts()) each.dataset.changed = 'false'; location.reload() }))
  }

  // --- words whose place is gone: their version was published, or their block taken away ----------------------------

  async function offerTheRest(here) {
    for (const place of places().filter((each) => !here.has(each))) {
      const copy = await copyAt(place)
      if (!copy) continue
      const read = Array.isArray(copy.value) ? readable(copy.value) : plain(copy.value)
      const more = Object.assign(document.createElement('details'), { className: 'unsaved__more' })
      more.append(Object.assign(document.createElement('summary'), { textContent: copy.title }), quote(read))
      say(place, me.words.elsewhere.replace('%(time)s', clock(copy.at)), more,
        link(me.words.open, copy.page), button(me.words.throw_away, () => { drop(place); say(place, '') }))
    }
  }

  // --- who else is here --------------------------------------------------------------------------------------------

  async function stayThere() {
    if (document.hidden) return
    const answer = await ask({}).catch(() => null)
    if (answer?.status === 401) say('here', me.words.signed_out, signIn())
    else if (answer?.ok) say('here', (await answer.json()).others.join(' '))
    forgetSaved()
  }

  // --- beginning and end -------------------------------------------------------------------------------------------

  function goodbye() { // of whoever signed out
    const owner = cookie('forget_unsaved')
    if (!owner) return
    for (const each of Object.keys(localStorage)) if (each.startsWith(`${COPY}${owner}:`)) localStorage.removeItem(each)
    document.cookie = 'forget_unsaved=; Max-Age=0; path=/'
  }

  async function begin() {
    goodbye()
    forgetSaved()
    const forms = isEditPage ? [] : [...document.querySelectorAll('#content form[method=post]:not(#changelist-form):not([data-not-kept]), form[data-kept]')]
    const isFirstPage = location.pathname === '/admin/'
    if (!window.crypto?.subtle || !(forms.length || isEditPage || isFirstPage)) return
    const blocks = isEditPage ? [...new Set((window.CMS?._plugins ?? []).map((each) => each[1].urls?.edit_plugin).filter(Boolean).map(addressOf))] : []
    const answer = await ask({ blocks }).catch(() => null)
    if (!answer?.ok) return
    me = await answer.json()
    me.lock = await crypto.subtle.importKey('raw', bytes(me.key), 'AES-GCM', false, ['encrypt', 'decrypt'])
    forgetOld()
    const here = new Set(await Promise.all(forms.map(watchForm)))
    if (isEditPage) { watchTexts(); await offerTexts(); for (const text of texts()) here.add(addressOf(text.dataset.cmsEditUrl)) }
    if (isFirstPage || isEditPage) await offerTheRest(here)
    if (!isFramed) {
      say('here', me.others.join(' '))
      setInterval(stayThere, HALF_A_MINUTE)
      window.addEventListener('pagehide', () => ask({ leaves: true }, true).catch(() => null))
    }
    document.documentElement.dataset.unsaved = 'ready' // for tests, and for whoever wonders
  }

  if (document.readyState === 'complete') begin()
  else window.addEventListener('load', begin)
}
