// The upload form of coupon files: a zone to drop a file on, and the sending itself, which shows its progress without the circuit.
export function watch(form) {
  const zone = form.querySelector('.drop-zone');
  const input = form.querySelector('input[type=file]');
  const over = on => event => {
    event.preventDefault();
    zone.classList.toggle('is-over', on);
  };
  zone.addEventListener('dragenter', over(true));
  zone.addEventListener('dragover', over(true));
  zone.addEventListener('dragleave', over(false));
  zone.addEventListener('drop', event => {
    over(false)(event);
    if (event.dataTransfer?.files.length && !input.disabled) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
  form.dataset.watched = 'yes';
}

// Resolves to { location } or { faults }; never throws.
export function send(form, fields) {
  const file = form.querySelector('input[type=file]').files[0];
  if (!file) {
    return Promise.resolve({ faults: ['Choose a file.'] });
  }
  const limit = Number(form.dataset.maxBytes);
  if (file.size > limit) {
    return Promise.resolve({ faults: [`The file has ${Math.ceil(file.size / 1048576)} MB; at most ${Math.floor(limit / 1048576)} MB are taken. Split it into several.`] });
  }

  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    body.append(name, value);
  }
  body.append('file', file, file.name);
  const meter = form.querySelector('progress');
  const said = form.querySelector('.upload-said');
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.setRequestHeader('RequestVerificationToken', form.querySelector('input[name=__RequestVerificationToken]').value);
    request.upload.onprogress = event => {
      if (event.lengthComputable) {
        meter.value = event.loaded / event.total;
        said.textContent = event.loaded < event.total ? `Uploading, ${Math.floor(100 * event.loaded / event.total)} %` : 'Uploaded; reading the file…';
      }
    };
    request.onload = () => {
      try {
        resolve(JSON.parse(request.responseText));
      } catch {
        resolve({ faults: [request.status === 401 ? 'Sign in again.' : `The portal answered ${request.status}. Try again.`] });
      }
    };
    request.onerror = () => resolve({ faults: ['The file could not be sent: the connection broke, or the file was changed meanwhile. Choose it again.'] });
    request.send(body);
  });
}
