/* CouponPortal browser SDK. No dependency; nothing here may ever throw into the page, and every promise settles. */
(function (w, d) {
  'use strict';
  var me = d.currentScript || { getAttribute: function () { return null; } };
  var KEY = 'cp_click', HEX = /^[0-9a-f]{32}$/i;
  var set = {
    base: origin(me.src), days: +data('days') || 365, consent: data('consent') !== 'required',
    aid: data('advertiser'), oid: data('offer'), key: data('token'), layer: data('layer') || 'dataLayer'
  };
  var sent = {}, memory = {};

  function data(name) { return me.getAttribute('data-' + name); }
  function origin(url) { try { return new URL(url, d.baseURI).origin; } catch (e) { return w.location.origin; } }
  function quiet(work, otherwise) { try { return work(); } catch (e) { return otherwise; } }
  function given() { return set.consent && !(w.navigator && w.navigator.globalPrivacyControl); }
  function query(name) { return quiet(function () { return new URL(w.location.href).searchParams.get(name); }, null) || ''; }
  function first() { for (var i = 0; i < arguments.length; i++) { var v = arguments[i]; if (v !== undefined && v !== null && v !== '') return v; } }

  // The id in a first-party cookie and, for browsers that shorten cookies set by script, in localStorage. Without consent only this page remembers it.
  function save(id, oid) {
    if (!HEX.test(id || '')) return;
    [KEY].concat(oid ? [KEY + '_' + oid] : []).forEach(function (name) {
      memory[name] = id;
      if (!given()) return;
      quiet(function () {
        d.cookie = name + '=' + id + ';path=/;max-age=' + set.days * 86400 + ';SameSite=Lax' + (w.location.protocol === 'https:' ? ';Secure' : '');
      });
      quiet(function () { w.localStorage.setItem(name, id + '.' + (Date.now() + set.days * 864e5)); });
    });
  }
  function load(oid) {
    return (oid && one(KEY + '_' + oid)) || one(KEY) || '';
  }
  function one(name) {
    if (memory[name]) return memory[name];
    if (!given()) return '';
    var cookie = quiet(function () { return (new RegExp('(?:^|; )' + name + '=([0-9a-f]{32})').exec(d.cookie) || [])[1]; });
    if (cookie) return cookie;
    return quiet(function () {
      var kept = (w.localStorage.getItem(name) || '').split('.');
      return +kept[1] > Date.now() ? kept[0] : '';
    }, '') || '';
  }
  function forget() {
    memory = {};
    quiet(function () {
      d.cookie.split('; ').concat(Object.keys(w.localStorage)).forEach(function (pair) {
        var name = pair.split('=')[0];
        if (name.indexOf(KEY) === 0) { d.cookie = name + '=;path=/;max-age=0'; w.localStorage.removeItem(name); }
      });
    });
  }

  // Resolves with the answer, or with {ok: false, error} when there is none: shops do not await it, and a rejection would be an error on their page.
  function call(path, params) {
    var fail = function (why) { return { ok: false, error: String(why), transaction_id: '', conversion_id: '' }; };
    try {
      var url = new URL(path, set.base);
      Object.keys(params).forEach(function (name) {
        var value = params[name];
        if (value === undefined || value === null || value === '' || typeof value === 'function') return;
        url.searchParams.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
      });
      var stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, 10000);
      return fetch(url.href, { credentials: 'include', keepalive: true, mode: 'cors', signal: stop.signal })
        .then(function (answer) {
          return answer.json().then(function (body) {
            body = body && typeof body === 'object' ? body : {};
            body.ok = answer.ok;
            if (!answer.ok) body.error = body.detail || 'HTTP ' + answer.status;
            return body;
          });
        })
        .catch(fail)
        .then(function (body) { clearTimeout(timer); return body; });
    } catch (e) { return Promise.resolve(fail(e)); }
  }

  function copy(from, names, into) {
    names.forEach(function (name) { if (from[name] !== undefined) into[name] = from[name]; });
    return into;
  }
  var subs = ['sub1', 'sub2', 'sub3', 'sub4', 'sub5', 'source_id', 'uid'];
  var advs = subs.concat(['adv1', 'adv2', 'adv3', 'adv4', 'adv5', 'adv6', 'adv7', 'adv8', 'adv9', 'adv10', 'order', 'channel', 'datetime', 'currency', 'email_hash']);

  function click(o) {
    return quiet(function () {
      o = o || {};
      var oid = first(o.offer_id, o.oid, set.oid);
      return call('/sdk/click', copy(o, subs, {
        oid: oid, affid: first(o.affiliate_id, o.affid, o.partner_id), __cc: first(o.coupon_code, o.promocode), async: 'json',
        _ef_transaction_id: first(o.transaction_id, load(oid)), __rf: d.referrer
      })).then(function (answer) { save(answer.transaction_id, oid); return answer; });
    }, null) || Promise.resolve({ ok: false, error: 'click', transaction_id: '' });
  }

  function conversion(o) {
    return quiet(function () {
      o = o || {};
      var oid = first(o.offer_id, o.oid, set.oid);
      return call('/sdk/conversion', copy(o, advs, {
        oid: oid, aid: first(o.advertiser_id, o.aid, set.aid), affid: first(o.affiliate_id, o.affid, o.partner_id), event_id: first(o.event_id, o.event),
        transaction_id: first(o.transaction_id, o.click_id, load(oid)), coupon_code: first(o.coupon_code, o.promocode, o.coupon), amount: first(o.amount, o.price, o.value),
        order_id: o.order_id, verification_token: first(o.verification_token, set.key), event_source_url: first(o.event_source_url, w.location.origin + w.location.pathname)
      }));
    }, null) || Promise.resolve({ ok: false, error: 'conversion', conversion_id: '' });
  }

  // A purchase once: shops push the same event from more than one tag.
  function purchase(p) {
    var id = p.order_id === undefined ? '' : String(p.order_id);
    if (id && sent[id]) return;
    if (id) sent[id] = 1;
    conversion(p);
  }
  function codes(main, items) {
    var all = [];
    [main].concat((items || []).map(function (i) { return i && i.coupon; })).forEach(function (c) { if (c && all.indexOf(c) < 0) all.push(c); });
    return all.join(',');
  }
  function ga4(e) {
    purchase({ order_id: first(e.transaction_id), amount: e.value, currency: e.currency, coupon_code: codes(e.coupon, e.items) });
  }
  function universal(a, products, currency) {
    purchase({ order_id: a.id, amount: a.revenue, currency: currency, coupon_code: codes(a.coupon, products) });
  }
  function look(entry) {
    quiet(function () {
      if (!entry || typeof entry !== 'object') return;
      // gtag() pushes its arguments: ['event', 'purchase', {...}].
      if (entry[0] === 'event' && entry[1] === 'purchase' && entry[2]) return ga4(entry[2]);
      var shop = entry.ecommerce;
      if (entry.event === 'purchase' && (shop || entry.transaction_id)) return ga4(shop && shop.transaction_id ? shop : entry);
      if (shop && shop.purchase && shop.purchase.actionField) return universal(shop.purchase.actionField, shop.purchase.products, shop.currencyCode);
      if (entry.transactionId) return universal({ id: entry.transactionId, revenue: entry.transactionTotal, coupon: entry.transactionCoupon }, entry.transactionProducts, entry.transactionCurrency);
    });
  }
  // What is there already, and what will be pushed; the page's own push still runs, whatever happens here.
  function watch(list, see) {
    quiet(function () {
      Array.prototype.slice.call(list).forEach(see);
      var push = list.push;
      list.push = function () {
        var result = push.apply(list, arguments);
        for (var i = 0; i < arguments.length; i++) see(arguments[i]);
        return result;
      };
    });
  }

  function invoice(order) {
    quiet(function () {
      if (!order) return;
      var items = (order.orderedItem || []).map(function (i) {
        var p = i.Product || {};
        return { product_id: p.productID, quantity: first(i.orderQuantity, 1), price: p.price, category: p.category };
      });
      var product = ((order.orderedItem || [])[0] || {}).Product || {};
      purchase({
        order_id: order.orderNumber, coupon_code: order.discountCode, currency: product.priceCurrency,
        channel: w.ADMITAD.Invoice.broker, order: { items: items }
      });
    });
  }

  quiet(function () {
    ['_ef_transaction_id', 'transaction_id', 'admitad_uid', 'click_id'].some(function (name) {
      var id = query(name);
      if (HEX.test(id)) save(id, query('oid') || set.oid);
      return HEX.test(id);
    });
    var api = w.CouponPortal = w.CouponPortal || {};
    api.click = click;
    api.conversion = conversion;
    api.clickId = load;
    api.consent = function (yes) { set.consent = !!yes; if (yes) { Object.keys(memory).forEach(function (n) { save(memory[n], n.slice(KEY.length + 1)); }); } else forget(); };
    api.configure = function (o) {
      o = o || {};
      if (o.tracking_domain) set.base = origin(/^https?:/.test(o.tracking_domain) ? o.tracking_domain : 'https://' + o.tracking_domain);
      set.aid = first(o.advertiser_id, set.aid); set.oid = first(o.offer_id, set.oid); set.days = +o.lookback_days || set.days;
      if (o.consent !== undefined) api.consent(o.consent === true || o.consent === 'granted');
    };
    var ef = w.EF = w.EF || {};
    ef.click = function (o) { return click(o).then(function (a) { return a.transaction_id || ''; }); };
    ef.conversion = conversion;
    ef.urlParameter = query;
    ef.configure = api.configure;
    ef.getTransactionId = ef.getAdvertiserTransactionId = load;
    if (data('auto') === 'purchase') watch(w[set.layer] = w[set.layer] || [], look);
    var adm = w.ADMITAD = w.ADMITAD || {}, inv = adm.Invoice = adm.Invoice || {};
    watch(inv.referencesOrder = inv.referencesOrder || [], invoice);
  });
})(window, document);
