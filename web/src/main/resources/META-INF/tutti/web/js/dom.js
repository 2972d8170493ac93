/**
 * Keyed updates of real elements: a view says what should stand there, and only what differs is touched, so that focus,
 * selection and scroll position survive every change. All text becomes text nodes; nothing here can parse HTML.
 *
 * @typedef {{tag: string, props: Record<string, any>, children: (VNode|string)[]}} VNode
 */

const SVG = 'http://www.w3.org/2000/svg';

/** What was last drawn into an element. @type {WeakMap<Node, VNode>} */
const drawn = new WeakMap();

/** The present listeners of an element. @type {WeakMap<Element, Record<string, (event: any) => void>>} */
const listeners = new WeakMap();

/** Properties that belong to the element itself, not to its attributes. */
const LIVE = new Set(['value', 'checked', 'disabled', 'scrollTop']);

/** Calls of `created` and `updated` that wait until everything stands in its place. @type {(() => void)[]} */
let afterwards = [];

/** Properties of a VNode that mean something to this module alone. */
const OURS = new Set(['key', 'opaque', 'created', 'updated']);

/**
 * Describes an element.
 *
 * @param {string} tag
 * @param {?Record<string, any>} props attributes; `onX` listeners; `style` as an object; `key` among its siblings;
 *     `opaque` when its inside belongs to somebody else; `created` and `updated` get the element
 * @param {...any} children VNodes, texts, arrays of them; null and false are left out
 * @returns {VNode}
 */
export function h(tag, props, ...children) {
  return { tag, props: props ?? {}, children: flat(children, []) };
}

/**
 * Makes `children` the content of `parent`.
 *
 * @param {Element} parent
 * @param {any} children
 */
export function patch(parent, children) {
  const outer = afterwards;
  afterwards = [];
  place(parent, flat([children], []));
  const hooks = afterwards;
  afterwards = outer;
  hooks.forEach(hook => hook());
}

function flat(children, into) {
  for (const child of children) {
    if (Array.isArray(child)) {
      flat(child, into);
    } else if (child !== null && child !== undefined && child !== false && child !== true && child !== '') {
      into.push(typeof child === 'object' ? child : String(child));
    }
  }
  return into;
}

function place(parent, wanted) {
  const keyed = new Map();
  const free = [];
  for (const node of parent.childNodes) {
    const key = drawn.get(node)?.props.key;
    if (key === undefined) {
      free.push(node);
    } else {
      keyed.set(key, node);
    }
  }
  const nodes = wanted.map(child => {
    if (typeof child === 'object' && child.props.key !== undefined) {
      const node = keyed.get(child.props.key);
      if (!node || drawn.get(node).tag !== child.tag) {
        return null;
      }
      keyed.delete(child.props.key);
      return node;
    }
    const index = free.findIndex(node => fits(node, child));
    return index < 0 ? null : free.splice(index, 1)[0];
  });
  for (const node of [...keyed.values(), ...free]) {
    node.remove();
  }
  let cursor = parent.firstChild;
  wanted.forEach((child, index) => {
    let node = nodes[index];
    if (node === null) {
      node = create(child, parent);
      parent.insertBefore(node, cursor);
      if (child.props?.created) {
        afterwards.push(() => child.props.created(node));
      }
    } else {
      refresh(node, child);
      if (node === cursor) {
        cursor = cursor.nextSibling;
      } else {
        move(parent, node, cursor);
      }
    }
  });
}

function fits(node, child) {
  return typeof child === 'string'
    ? node.nodeType === Node.TEXT_NODE
    : node.nodeType === Node.ELEMENT_NODE && drawn.get(node)?.tag === child.tag;
}

function move(parent, node, before) {
  if (parent.moveBefore) {
    parent.moveBefore(node, before);
  } else {
    parent.insertBefore(node, before);
  }
}

function create(child, parent) {
  if (typeof child === 'string') {
    return document.createTextNode(child);
  }
  const svg = child.tag === 'svg' || (parent.namespaceURI === SVG && parent.tagName !== 'foreignObject');
  const element = svg ? document.createElementNS(SVG, child.tag) : document.createElement(child.tag);
  assign(element, {}, child.props);
  if (!child.props.opaque) {
    place(element, child.children);
  }
  drawn.set(element, child);
  return element;
}

function refresh(node, child) {
  if (typeof child === 'string') {
    if (node.data !== child) {
      node.data = child;
    }
    return;
  }
  assign(node, drawn.get(node).props, child.props);
  if (!child.props.opaque) {
    place(node, child.children);
  }
  drawn.set(node, child);
  if (child.props.updated) {
    afterwards.push(() => child.props.updated(node));
  }
}

function assign(element, before, after) {
  for (const name of Object.keys(before)) {
    if (!(name in after)) {
      set(element, name, before[name], null);
    }
  }
  for (const [name, value] of Object.entries(after)) {
    if (value !== before[name] || LIVE.has(name)) {
      set(element, name, before[name], value);
    }
  }
}

function set(element, name, before, value) {
  if (OURS.has(name)) {
    return;
  }
  if (name.startsWith('on')) {
    listen(element, name.slice(2).toLowerCase(), value);
  } else if (name === 'style') {
    restyle(element, before ?? {}, value ?? {});
  } else if (LIVE.has(name)) {
    if (element[name] !== value) {
      element[name] = value ?? '';
    }
  } else if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value === true ? '' : String(value));
  }
}

function listen(element, type, listener) {
  let present = listeners.get(element);
  if (!present) {
    listeners.set(element, present = {});
  }
  if (!(type in present)) {
    element.addEventListener(type, event => present[type]?.(event));
  }
  present[type] = listener;
}

function restyle(element, before, after) {
  for (const name of Object.keys(before)) {
    if (!(name in after)) {
      element.style.removeProperty(name);
    }
  }
  for (const [name, value] of Object.entries(after)) {
    if (before[name] !== value) {
      element.style.setProperty(name, value);
    }
  }
}
