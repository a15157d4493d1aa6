// The overlay of the drop-in scripts: our page in a frame above the merchant's, as ES5 text.

/**
 * Declares `openOverlay(options)` for a drop-in script; put it inside the script's own function.
 *
 * `options`: `origin` of this server, `title` for screen readers, `show(name)` which loads the page
 * into the frame of that name (by its address or by posting a form), `onMessage(data)` for messages
 * of our page, `onSubmit(data)` when the buyer sends its form, `onClose()` once it is gone.
 * Whether `escape` and a press on the backdrop close it are `escape` and `backdrop`; `confirm` is a
 * question to ask before that, or nothing. The colours `backdropColor` and `barColor` (a thin bar
 * above our page) are the merchant's, if any.
 * A payment that was begun at a gateway is not left by closing: while a bank decides there is
 * nothing to close with, else our page is asked to give it up, and says so when that is done.
 * `onBlocked()` hears that the gateway's window does not open: then the merchant's page has to go.
 * Returns `{ close, leave }`; `leave` is a press of the cross without the question.
 * Only messages of our own frame and origin are heard. The focus stays inside
 * and goes back to where it was; the page behind does not scroll and is hidden from readers.
 */
export const OVERLAY = `
  var overlays = 0;

  function openOverlay(options) {
    overlays += 1;
    var name = 'checkout-frame-' + overlays;
    var before = document.activeElement;
    var scroll = document.documentElement.style.overflow;
    var hidden = [];
    var closed = false;
    // 'open': a payment waits at a gateway; 'pending': a bank decides; '': neither.
    var standing = '';

    var box = document.createElement('div');
    box.setAttribute('role', 'dialog');
    box.setAttribute('aria-modal', 'true');
    box.setAttribute('aria-label', options.title);
    box.setAttribute('data-checkout-overlay', '');
    box.tabIndex = -1;
    box.style.cssText = 'position:fixed;inset:0;top:0;right:0;bottom:0;left:0;z-index:2147483647;' +
      'display:flex;align-items:center;justify-content:center;background:' +
      (options.backdropColor || 'rgba(0,0,0,.6)') + ';';

    var shell = document.createElement('div');
    shell.style.cssText = 'position:relative;width:100%;height:100%;max-width:460px;' +
      'max-height:764px;padding-top:44px;box-sizing:border-box;color-scheme:light dark;' +
      'background:Canvas;background:light-dark(#ffffff,#171a20);border-radius:' +
      (window.innerWidth > 480 ? '12px' : '0') + ';overflow:hidden;';

    var frame = document.createElement('iframe');
    frame.name = name;
    frame.title = options.title;
    frame.setAttribute('allow', 'payment');
    frame.style.cssText = 'width:100%;height:100%;border:0;display:block;';

    var cross = document.createElement('button');
    cross.type = 'button';
    cross.setAttribute('aria-label', 'Close payment');
    cross.textContent = '\\u00d7';
    cross.style.cssText = 'position:absolute;top:0;right:4px;width:44px;height:44px;padding:0;' +
      'border:0;border-radius:50%;background:transparent;color:CanvasText;' +
      'font:28px/1 sans-serif;cursor:pointer;';

    var bar = document.createElement('div');
    bar.style.cssText = 'position:absolute;top:0;left:0;right:0;height:4px;pointer-events:none;';
    // A colour that the browser does not know leaves the bar clear.
    if (options.barColor) bar.style.backgroundColor = options.barColor;

    function fence() {
      var fenceMark = document.createElement('div');
      fenceMark.tabIndex = 0;
      fenceMark.setAttribute('aria-hidden', 'true');
      fenceMark.style.cssText = 'position:absolute;width:1px;height:1px;overflow:hidden;';
      return fenceMark;
    }
    var first = fence();
    var last = fence();
    // Tab from either end comes back in at the other.
    first.addEventListener('focus', function () { cross.focus(); });
    last.addEventListener('focus', function () { frame.focus(); });

    function leave() {
      if (standing === 'pending') return;
      if (standing === '') close();
      else frame.contentWindow.postMessage({ source: 'shop', event: 'leave' }, options.origin);
    }
    function ask() {
      if (standing === 'pending') return;
      if (options.confirm && !window.confirm(options.confirm)) return;
      leave();
    }
    function onKey(event) {
      if (event.key !== 'Escape' || options.escape === false) return;
      event.preventDefault();
      ask();
    }
    function onMessage(event) {
      if (event.origin !== options.origin || event.source !== frame.contentWindow) return;
      var data = event.data;
      if (!data || data.source !== 'checkout') return;
      if (data.event === 'escape') {
        if (options.escape !== false) ask();
        return;
      }
      if (data.event === 'submit') {
        if (options.onSubmit) options.onSubmit(data);
        return;
      }
      if (data.event === 'blocked') {
        if (options.onBlocked) options.onBlocked();
        return;
      }
      if (data.event === 'away') {
        standing = 'open';
        return;
      }
      if (data.state !== undefined) standing = data.standing || '';
      cross.style.visibility = standing === 'pending' ? 'hidden' : 'visible';
      options.onMessage(data);
    }
    function close() {
      if (closed) return;
      closed = true;
      document.removeEventListener('keydown', onKey, true);
      window.removeEventListener('message', onMessage);
      for (var at = 0; at < hidden.length; at += 1) hidden[at].removeAttribute('inert');
      document.documentElement.style.overflow = scroll;
      if (box.parentNode) box.parentNode.removeChild(box);
      if (before && before.focus) before.focus();
      if (options.onClose) options.onClose();
    }

    cross.addEventListener('click', ask);
    box.addEventListener('click', function (event) {
      if (event.target === box && options.backdrop) ask();
    });
    document.addEventListener('keydown', onKey, true);
    window.addEventListener('message', onMessage);

    var others = document.body.children;
    for (var at = 0; at < others.length; at += 1) {
      if (others[at].hasAttribute('inert')) continue;
      others[at].setAttribute('inert', '');
      hidden.push(others[at]);
    }
    shell.appendChild(frame);
    shell.appendChild(bar);
    shell.appendChild(cross);
    box.appendChild(first);
    box.appendChild(shell);
    box.appendChild(last);
    document.body.appendChild(box);
    document.documentElement.style.overflow = 'hidden';
    options.show(name);
    frame.focus();
    return { close: close, leave: leave };
  }

  /** Posts fields to an address as a browser's form does, into the frame or window of that name. */
  function postForm(address, fields, target) {
    var form = document.createElement('form');
    form.method = 'post';
    form.action = address;
    form.acceptCharset = 'utf-8';
    form.style.display = 'none';
    if (target) form.target = target;
    for (var at = 0; at < fields.length; at += 1) {
      var field = document.createElement('input');
      field.type = 'hidden';
      field.name = fields[at][0];
      field.value = fields[at][1];
      form.appendChild(field);
    }
    document.body.appendChild(form);
    // A field named "submit" must not hide the method.
    HTMLFormElement.prototype.submit.call(form);
    form.parentNode.removeChild(form);
  }
`;
