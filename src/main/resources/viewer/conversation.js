// What was said, as the GenAI conventions write it into attributes: JSON, in a string or not. It comes from anywhere: what is
// not as it should be is shown as it is.
import {element} from './elements.js';

const SYSTEM = 'gen_ai.system_instructions';
const CONTENT = [SYSTEM, 'gen_ai.input.messages', 'gen_ai.output.messages'];
const ROLES = ['system', 'user', 'assistant', 'tool'];
const MAX_PARTS = 500;

/** Whether an attribute is shown by `conversation`. */
export const isContent = name => CONTENT.includes(name);

/** The conversation that attributes hold, with its raw JSON folded below; null when they hold none. */
export function conversation(attributes) {
  const held = CONTENT.filter(name => attributes[name] !== undefined);
  if (!held.length) return null;
  const made = element('section', 'conversation');
  for (const name of held) made.append(...messages(name, attributes[name]));
  for (const name of held) {
    const raw = element('details', 'raw');
    raw.append(element('summary', '', 'Raw JSON of ' + name), element('pre', '', text(attributes[name])));
    made.append(raw);
  }
  return made;
}

function messages(name, value) {
  try {
    const read = typeof value === 'string' ? JSON.parse(value) : value;
    if (!Array.isArray(read)) throw new TypeError('these are no messages');
    return newest(name === SYSTEM ? [{role: 'system', parts: read}] : read);
  } catch {
    const broken = element('div', 'message broken');
    broken.append(element('h5', '', name + ', which cannot be read'), element('pre', '', text(value)));
    return [broken];
  }
}

/** The last of these, up to so many parts in all. */
function newest(all) {
  const shown = [];
  let left = MAX_PARTS;
  let whole = true;
  for (const one of all.toReversed()) {
    if (left <= 0) {
      whole = false;
      break;
    }
    const parts = partsOf(one);
    whole &&= parts.length <= left;
    shown.unshift(message(one, parts.slice(0, left)));
    left -= Math.max(1, parts.length);
  }
  if (!whole) shown.unshift(element('p', 'faint', 'There is more than is shown here: the raw JSON has all of it.'));
  return shown;
}

/** Its parts; older conventions and other tools have its content in one piece. */
function partsOf(one) {
  if (Array.isArray(one?.parts)) return one.parts;
  return one?.content === undefined ? [one] : [{type: 'text', content: one.content}];
}

function message(one, parts) {
  const role = text(one?.role ?? 'no role');
  const made = element('div', 'message ' + (ROLES.includes(role) ? role : ''));
  const head = element('h5', '', role);
  if (one?.name !== undefined) head.append(element('span', 'faint', ' ' + text(one.name)));
  if (one?.finish_reason !== undefined) head.append(element('span', 'faint', ' finish reason: ' + text(one.finish_reason)));
  made.append(head, ...parts.map(part));
  return made;
}

function part(one) {
  switch (one?.type) {
    case 'text': return element('p', '', text(one.content));
    case 'reasoning': return labelled('reasoning', 'reasoning', one.content);
    case 'tool_call': return labelled('call', joined('tool call', one.name, one.id), one.arguments);
    case 'tool_call_response': return labelled('result', joined('tool result', one.id), one.response ?? one.result);
    default: return labelled('other', typeof one?.type === 'string' ? one.type : 'part', one);
  }
}

const joined = (...words) => words.filter(word => word !== undefined).map(text).join(' ');

function labelled(className, label, content) {
  const made = element('div', 'part ' + className);
  made.append(element('div', 'faint', label), element('pre', '', text(content)));
  return made;
}

function text(value) {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value, null, 1);
}
