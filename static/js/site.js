// What pages do besides when scripts run. Each part works without the others, and every page without all of them.

// Suggests titles while somebody types in a search box. Markup: templates/partials/search_box.html
for (const box of document.querySelectorAll('[data-suggest]')) {
  let asked = ''
  let timer
  box.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(async () => {
      const typed = box.value.trim()
      if (typed.length < 2 || typed === asked) return
      asked = typed
      const answer = await fetch(box.dataset.suggest + '?q=' + encodeURIComponent(typed)).catch(() => null)
      if (!answer?.ok || asked !== typed) return
      const { titles } = await answer.json()
      box.list.replaceChildren(...titles.map((title) => new Option(title, title)))
    }, 150)
  })
}

// Keeps the page with the telephone numbers for a time without a connection: hospital_site/service_worker.js
addEventListener('load', () => {
  navigator.serviceWorker?.register('/service-worker.js').catch(() => {})
})
