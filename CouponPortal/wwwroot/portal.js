// Copies text; over plain http, where the clipboard API is absent, through a selection.
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('readonly', '');
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
}

// Brings a field into view and gives it the focus; of Radzen's drop-downs the box itself, not the hidden input that carries the name.
export function focusField(id) {
  const field = document.getElementById(id);
  const target = field?.closest('.rz-dropdown') ?? field;
  target?.scrollIntoView({ block: 'center' });
  target?.focus({ preventScroll: true });
}

// The browser's own dialog, from which a sheet is printed or saved as PDF.
export function printPage() {
  window.print();
}

// What the computer prefers, where the account leaves it to it.
export function prefersDark() {
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

// Keeps a chosen appearance in the account, for this and other browsers. When it fails, this browser's cookie has it all the same.
export async function keepAppearance(name) {
  const token = document.querySelector('form[action$="account/sign-out"] input[name="__RequestVerificationToken"]')?.value;
  if (token) {
    await fetch('account/appearance', { method: 'POST', headers: { RequestVerificationToken: token }, body: new URLSearchParams({ theme: name }) }).catch(() => {});
  }
}
