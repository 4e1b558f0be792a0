// Forms that a passkey answers: the browser makes or uses one, what it says is put into the form, and the form is sent as usual.
const forms = '[data-passkey]';

function say(form, text) {
  form.querySelector('[data-passkey-error]').textContent = text;
}

async function answer(form) {
  const response = await fetch(form.dataset.options, {
    method: 'POST',
    headers: { RequestVerificationToken: form.elements.namedItem('__RequestVerificationToken').value },
  });
  if (!response.ok) {
    throw new Error(response.status === 429 ? 'Too many tries. Wait a minute.' : 'Reload the page and try again.');
  }

  const options = await response.json();
  return form.dataset.passkey === 'create'
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

document.addEventListener('submit', async event => {
  const form = event.target;
  if (!form.matches(forms) || form.elements.namedItem('Credential').value) {
    return;
  }

  event.preventDefault();
  const button = form.querySelector('button[type="submit"]');
  button.disabled = true;
  say(form, '');
  try {
    form.elements.namedItem('Credential').value = JSON.stringify(await answer(form));
    form.submit();
  } catch (error) {
    // "Not allowed" is what a browser says when somebody closes its dialog, or has no passkey here.
    say(form, error.name === 'NotAllowedError' ? 'Nothing was chosen.' : error.name === 'InvalidStateError' ? 'This device has a passkey for your account already.' : error.message);
    button.disabled = false;
  }
});

// An old browser cannot do it, and then does not offer it.
for (const form of document.querySelectorAll(forms)) {
  form.hidden = typeof PublicKeyCredential?.parseRequestOptionsFromJSON !== 'function';
}
