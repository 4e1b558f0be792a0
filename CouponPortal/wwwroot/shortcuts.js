// Single keys, for whoever has not switched them off. Never while something is being typed, and never with a modifier: those keys are the browser's.
const dialog = document.getElementById('shortcuts');
const patience = 1500;
let goUntil = 0;

function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select') || target.closest('[role="listbox"], [role="combobox"]') !== null);
}

function go(key) {
  const target = dialog.querySelector(`[data-key="${CSS.escape(key)}"]`)?.dataset.go;
  if (target === undefined) {
    return false;
  }

  // The menu's own link, so that a person goes nowhere the menu does not lead.
  const link = [...document.querySelectorAll('nav[aria-label="Main"] a, .shell-email')].find(a => a.getAttribute('href') === target);
  link?.click();
  return link !== undefined;
}

document.addEventListener('keydown', event => {
  if (document.body.dataset.shortcuts !== 'on' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) {
    return;
  }

  if (Date.now() < goUntil) {
    goUntil = 0;
    if (go(event.key)) {
      event.preventDefault();
    }
  } else if (event.key === 'g') {
    goUntil = Date.now() + patience;
  } else if (event.key === '?' && !dialog.open) {
    dialog.showModal();
    event.preventDefault();
  } else if (event.key === '/' && !dialog.open) {
    const search = document.querySelector('main input[type="search"]');
    search?.focus();
    if (search) {
      event.preventDefault();
    }
  }
});
