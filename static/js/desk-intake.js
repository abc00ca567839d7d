// What the page for a new patient does besides when scripts run. Everything works without. Markup: templates/desk/intake.html

const form = document.querySelector('form[data-known]')
const known = document.getElementById('known')

// Shows who is known by a number while it is typed. The number goes in the body of a POST, never in an address.
if (form && known) {
  let timer
  let asked = form.phone.value
  form.phone.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(async () => {
      const typed = form.phone.value
      if (typed === asked) return
      asked = typed
      const body = new URLSearchParams({ phone: typed, csrfmiddlewaretoken: form.csrfmiddlewaretoken.value })
      const answer = await fetch(form.dataset.known, { method: 'POST', body }).catch(() => null)
      if (!answer?.ok || answer.redirected || asked !== typed) return
      known.innerHTML = await answer.text()
    }, 350)
  })

  // Opens the notice in the language of the call.
  form.call_language.addEventListener('change', () => {
    for (const notice of form.querySelectorAll('[data-language]')) {
      notice.open = notice.dataset.language === form.call_language.value
    }
  })
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
