// Filter, keys and the reader's own date. The page reads the same without it.
'use strict';
(() => {
const $ = id => document.getElementById(id);
const items = [...document.querySelectorAll('[data-kind]')];
const tools = $('tools');
const sections = [...document.querySelectorAll('.findings')];
const folds = [...document.querySelectorAll('details.more')];
const fields = ['kind', 'owner', 'document', 'confidence', 'status', 'severity'].map($);
const ranks = {low: 0, medium: 1, high: 2};
const unowned = '\u0000';

// Overdue is a matter of the reader's today, so only a reader's machine can tell.
const now = new Date();
const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(n => String(n).padStart(2, '0')).join('-');
for (const time of document.querySelectorAll('time[data-due]')) {
if (time.dateTime < today) time.closest('.when').classList.add('overdue');
}

function fill(select, entries) {
if (entries.size < 2) select.hidden = true;
for (const [value, label] of entries) select.add(new Option(label, value));
}

function start() {
if (!tools || items.length < 2) return;
tools.hidden = false;
const kinds = new Map(), owners = new Map(), documents = new Map(), statuses = new Map(), severities = new Map();
for (const item of items) {
const data = item.dataset;
if (!kinds.has(data.kind)) kinds.set(data.kind, item.closest('section').querySelector('h2,h3').firstChild.data.trim());
if (data.owner) owners.set(data.owner, data.owner);
for (const status of (data.status || '').split(' ')) if (status) statuses.set(status, status);
if (data.severity) severities.set(data.severity, data.severity);
if (data.document && !documents.has(data.document)) {
const from = item.querySelector('.from');
documents.set(data.document, from ? from.textContent : data.document);
}
}
const names = new Map([...owners].sort((a, b) => a[0].localeCompare(b[0])));
if (items.some(item => item.dataset.kind === 'action_item' && !item.dataset.owner)) names.set(unowned, 'No owner stated');
fill(fields[0], kinds);
fill(fields[1], names);
fill(fields[2], documents);
fill(fields[4], statuses);
fill(fields[5], severities);
for (const field of fields) field.addEventListener('change', apply);
let wait;
$('find').addEventListener('input', () => { clearTimeout(wait); wait = setTimeout(apply, 80); });
$('clear').addEventListener('click', clear);
}

let texts;
function matches(item, index, kind, owner, from, least, status, severity, words) {
const data = item.dataset;
if (kind && data.kind !== kind) return false;
if (owner === unowned ? data.kind !== 'action_item' || data.owner : owner && data.owner !== owner) return false;
if (from && data.document && data.document !== from) return false;
if (status && !(data.status || '').split(' ').includes(status)) return false;
if (severity && data.severity !== severity) return false;
if (least && data.confidence && ranks[data.confidence] < ranks[least]) return false;
return words.every(word => texts[index].includes(word));
}

function apply() {
const [kind, owner, from, least, status, severity] = fields.map(field => field.value);
const words = $('find').value.toLowerCase().split(/\s+/).filter(Boolean);
const active = Boolean(kind || owner || from || least || status || severity || words.length);
if (words.length && !texts) texts = items.map(item => item.textContent.toLowerCase());
let shown = 0;
items.forEach((item, index) => {
const on = !active || matches(item, index, kind, owner, from, least, status, severity, words);
if (on) shown++;
if (item.hidden === on) item.hidden = !on;
});
for (const section of sections) section.hidden = active && !section.querySelector('[data-kind]:not([hidden])');
for (const fold of folds) {
if (active && !('was' in fold.dataset)) { fold.dataset.was = fold.open ? '1' : ''; fold.open = true; }
if (!active && 'was' in fold.dataset) { fold.open = fold.dataset.was === '1'; delete fold.dataset.was; }
}
$('shown').textContent = active ? shown + ' of ' + items.length : '';
$('clear').hidden = !active;
$('none').hidden = !active || shown > 0;
}

function clear() {
for (const field of fields) field.value = '';
$('find').value = '';
apply();
}

let current = -1;
function move(step) {
let next = current;
do next += step; while (items[next] && (items[next].hidden || items[next].offsetParent === null));
if (!items[next]) return;
current = next;
items[next].tabIndex = -1;
items[next].focus({preventScroll: true});
items[next].scrollIntoView({block: 'nearest'});
}

document.addEventListener('focusin', event => {
const item = event.target.closest && event.target.closest('[data-kind]');
if (item) current = items.indexOf(item);
});
document.addEventListener('keydown', event => {
if (event.ctrlKey || event.metaKey || event.altKey) return;
const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
if (event.key === 'Escape' && tools && !tools.hidden) {
clear();
if (typing) event.target.blur();
} else if (typing) {
return;
} else if (event.key === '/' && tools && !tools.hidden) {
event.preventDefault();
$('find').focus();
$('find').select();
} else if (event.key === 'j' || event.key === 'k') {
event.preventDefault();
move(event.key === 'j' ? 1 : -1);
} else if (event.key === 'Enter' && event.target === items[current]) {
const link = event.target.querySelector('a.at, a.go');
if (link) link.click();
}
});

// A link into a folded part opens it; the finding and the passage of the address light up together.
function follow() {
for (const on of document.querySelectorAll('.on')) on.classList.remove('on');
const id = decodeURIComponent(location.hash.slice(1));
const target = id && $(id);
if (!target) return;
const fold = target.closest('details');
if (fold && !fold.open) { fold.open = true; target.scrollIntoView(); }
if (id.startsWith('q-')) {
const entry = $('f-' + id.slice(2).replace(/\.\d+$/, ''));
if (entry) {
const hidden = entry.closest('details');
if (hidden) hidden.open = true;
entry.classList.add('on');
const list = entry.closest('.list');
if (list && list.scrollHeight > list.clientHeight) list.scrollTop = entry.offsetTop - list.clientHeight / 3;
}
}
}
addEventListener('hashchange', follow);
addEventListener('beforeprint', () => { for (const fold of folds) { fold.dataset.print = fold.open ? '1' : ''; fold.open = true; } });
addEventListener('afterprint', () => { for (const fold of folds) { fold.open = fold.dataset.print === '1'; delete fold.dataset.print; } });
start();
follow();
})();
