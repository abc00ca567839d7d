// Runs in the browser beside the pages, and keeps one page with our telephone numbers for the time without a
// connection, in the languages that were read here. It keeps no other page: medical words must never be older than
// they look. web/pwa.py writes VERSION, ASSETS and LANGUAGES above these lines.

const KEPT = `offline-${VERSION}`
const NAME = /^offline-/

const pathOf = (url) => new URL(url).pathname
const languageOf = (url) => LANGUAGES.find((code) => pathOf(url).startsWith(`/${code}/`))
const offlinePage = (language) => `/${language}/offline/`

async function keep(language) {
  const kept = await caches.open(KEPT)
  if (await kept.match(offlinePage(language))) return
  await kept.add(new Request(offlinePage(language), { cache: 'reload', credentials: 'omit' }))
}

async function languagesReadHere() {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true })
  const urls = pages.map((page) => page.url)
  for (const name of await caches.keys()) {
    if (NAME.test(name)) urls.push(...(await (await caches.open(name)).keys()).map((request) => request.url))
  }
  const languages = new Set(urls.map(languageOf).filter(Boolean))
  return languages.size ? [...languages] : LANGUAGES.slice(0, 1)
}

async function install() {
  const kept = await caches.open(KEPT)
  await kept.addAll(ASSETS)
  for (const language of await languagesReadHere()) await keep(language)
  await skipWaiting()
}

async function activate() {
  for (const name of await caches.keys()) {
    if (NAME.test(name) && name !== KEPT) await caches.delete(name)
  }
  await registration.navigationPreload?.enable() // asks for the page while this script is still waking up
  await clients.claim()
}

async function fromTheNetwork(event, language) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request))
    if (language) event.waitUntil(keep(language).catch(() => {}))
    return answer
  } catch {
    return offlineAnswer(language)
  }
}

async function offlineAnswer(language) {
  const candidates = [language, ...navigator.languages.map((tag) => tag.split('-')[0]), ...LANGUAGES]
  for (const candidate of candidates) {
    const page = candidate && (await caches.match(offlinePage(candidate)))
    if (page) return new Response(page.body, { status: 503, headers: page.headers })
  }
  return Response.error()
}

addEventListener('install', (event) => event.waitUntil(install()))
addEventListener('activate', (event) => event.waitUntil(activate()))
addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return
  const path = pathOf(request.url)
  const language = languageOf(request.url)
  // The desk's and the editors' pages have no language in front and are left alone.
  if (request.mode === 'navigate' && (language || path === '/')) {
    event.respondWith(fromTheNetwork(event, language))
  } else if (ASSETS.includes(path)) {
    event.respondWith(fetch(request).catch(() => caches.match(path)))
  }
})
