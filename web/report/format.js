'use strict';
/* Small helpers: elements from data (text only, never markup), and figures in words. */

/** element('td.num', {title: 'x'}, 'text', child, …); text from data can never become markup. */
function element(what, attributes, ...children) {
  const [tag, ...classes] = what.split('.');
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(' ');
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== null && value !== '') node.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== '') node.append(child);
  }
  return node;
}

const format = {
  count: (value) => Math.round(value || 0).toLocaleString('en'),

  share: (value) => {
    const percent = 100 * (value || 0);
    return (percent > 0 && percent < 1 ? '< 1' : Math.round(percent)) + '\u00a0%';
  },

  fixed: (value, digits) => (Number(value) || 0).toFixed(digits),

  /** −0.31, +0.52 with a true minus sign. */
  signed: (value) => {
    const text = Math.abs(value || 0).toFixed(2);
    return (Number(text) === 0 ? '' : value < 0 ? '\u2212' : '+') + text;
  },

  /** Seconds of stream time as m:ss or h:mm:ss; with tenths where they matter. */
  clock: (seconds, tenths) => {
    const all = tenths ? Math.round(seconds * 10) / 10 : Math.round(seconds);
    const hours = Math.floor(all / 3600), minutes = Math.floor(all / 60) % 60;
    let rest = tenths ? (all % 60).toFixed(1) : String(all % 60);
    if (all % 60 < 10) rest = '0' + rest;
    return hours ? hours + ':' + String(minutes).padStart(2, '0') + ':' + rest : minutes + ':' + rest;
  },

  /** A length in words: "20 s", "4 min 5 s", "3 h 12 min". */
  length: (seconds) => {
    const all = Math.round(seconds);
    if (all < 60) return (seconds < 10 ? Math.round(seconds * 10) / 10 : all) + ' s';
    if (all < 3600) return Math.floor(all / 60) + ' min' + (all % 60 ? ' ' + (all % 60) + ' s' : '');
    return Math.floor(all / 3600) + ' h ' + (Math.floor(all / 60) % 60) + ' min';
  },

  date: (text) => {
    const date = new Date(text);
    if (!text || isNaN(date)) return '';
    return date.toLocaleString('en-GB', {dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC'}) + ' UTC';
  },

  /** First letter upper-case. */
  title: (text) => text ? text[0].toUpperCase() + text.slice(1) : '',
};

/** Expressions from pleasant to unpleasant: the order of every stack and legend; others follow, unknown is last. */
const kOrder = ['happiness', 'smile', 'surprise', 'neutral', 'no smile', 'contempt', 'sadness', 'fear', 'disgust', 'anger'];

function inOrder(labels) {
  const rank = (label) => label === 'unknown' ? 99 : kOrder.includes(label) ? kOrder.indexOf(label) : 50;
  return [...labels].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Labels of swapped-in models get the extra colours in the order in which they turn up. */
const extraLabels = [];
const kAlike = {smile: 'happiness', 'no smile': 'neutral'};

function colourName(told) {
  const label = kAlike[told] || told;
  if (label === 'unknown' || kOrder.includes(label)) return '--' + label;
  if (!extraLabels.includes(label)) extraLabels.push(label);
  return '--extra' + (1 + extraLabels.indexOf(label) % 4);
}

function swatch(colour) {
  const node = element('i.swatch', {'aria-hidden': 'true'});
  node.style.background = 'var(' + colour + ')';
  return node;
}
