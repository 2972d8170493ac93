/**
 * Dragging a server onto another asks for the plan; it moves nothing yet. With a mouse or a pen only: a finger scrolls,
 * and the panel has a button for the same.
 */

const THRESHOLD = 6;

/**
 * @param {HTMLElement} plane whose `data-server` elements can be dragged
 * @param {(address: string, below: string) => void} dropped
 */
export function draggable(plane, dropped) {
  /** @type {?{address: string, x: number, y: number, ghost: ?HTMLElement, target: ?HTMLElement}} */
  let drag = null;

  plane.addEventListener('pointerdown', event => {
    const item = event.target.closest('[data-server]');
    if (event.button !== 0 || event.pointerType === 'touch' || !item || event.target.closest('[data-fold]')) {
      return;
    }
    drag = { address: item.dataset.server, x: event.clientX, y: event.clientY, ghost: null, target: null };
    addEventListener('pointermove', moved);
    addEventListener('pointerup', released);
    addEventListener('pointercancel', ended);
    addEventListener('keydown', escaped, true);
  });

  function moved(event) {
    if (!drag.ghost) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < THRESHOLD) {
        return;
      }
      drag.ghost = document.body.appendChild(document.createElement('div'));
      drag.ghost.className = 'ghost';
      document.body.classList.add('dragging');
    }
    event.preventDefault();
    const target = document.elementFromPoint(event.clientX, event.clientY)?.closest('[data-server]');
    const onto = target && target.dataset.server !== drag.address ? target : null;
    if (onto !== drag.target) {
      drag.target?.classList.remove('drop-here');
      onto?.classList.add('drop-here');
      drag.target = onto;
    }
    drag.ghost.style.transform = `translate(${event.clientX + 14}px, ${event.clientY + 10}px)`;
    drag.ghost.textContent = onto ? `Move ${drag.address} below ${onto.dataset.server}?` : `Drop ${drag.address} onto its new source`;
  }

  function released() {
    const { address, target, ghost } = drag;
    if (ghost) {
      // The click that follows a drag is not one.
      addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener('click', swallow, true), 0);
    }
    const below = target?.dataset.server;
    ended();
    if (below) {
      dropped(address, below);
    }
  }

  function ended() {
    drag?.ghost?.remove();
    drag?.target?.classList.remove('drop-here');
    document.body.classList.remove('dragging');
    drag = null;
    removeEventListener('pointermove', moved);
    removeEventListener('pointerup', released);
    removeEventListener('pointercancel', ended);
    removeEventListener('keydown', escaped, true);
  }

  function escaped(event) {
    if (event.key === 'Escape') {
      event.stopPropagation();
      ended();
    }
  }

  function swallow(event) {
    event.stopPropagation();
    event.preventDefault();
  }
}
