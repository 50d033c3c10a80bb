// A list that stays quick at thousands of rows: only those in sight are elements. It scrolls with the page.

import { h, mark, place, say } from './dom.js';

export class Grid {
  #columns;
  #keyOf;
  #open;
  #rows = [];
  #shown = [];
  #visible = [];
  #pool = [];
  #sort;
  #isNarrow = false;
  #frame = 0;
  /** The key of the row that the keyboard is on. */
  selected = null;

  /**
   * @param columns [{id, title, text(row), value(row)?, tone(row)?, width, from?, right?, hint?}]; `from`: the width in
   *   pixels from which on it is shown; `card`: where it stands in a narrow row (a, b, c, d)
   * @param keyOf a row's key @param open called with a row @param sort {id, down}
   */
  constructor({ label, columns, keyOf, open, sort, empty }) {
    this.#columns = columns;
    this.#keyOf = keyOf;
    this.#open = open;
    this.#sort = sort;
    this.head = h('div', { class: 'grid-head', role: 'row' });
    this.body = h('div', { class: 'grid-body', role: 'rowgroup' });
    this.blank = h('p', { class: 'blank' }, empty ?? '');
    this.element = h('div', { class: 'grid', role: 'grid', 'aria-label': label, tabindex: '0' },
      this.head, this.body, this.blank);
    this.body.addEventListener('click', (event) => {
      const index = event.target.closest?.('.grid-row')?.dataset.index;
      if (index !== undefined) this.choose(Number(index), true);
    });
    addEventListener('scroll', () => this.#later(), { passive: true });
    new ResizeObserver(() => this.#layOut()).observe(this.element);
  }

  /** The rows, as filtered; sorted here. */
  show(rows) {
    this.#rows = rows;
    this.#sortRows();
    this.#later();
  }

  /** How many rows are shown. */
  get length() { return this.#shown.length; }

  /** Moves the selection by so many rows. */
  move(by) {
    const at = this.#shown.findIndex((row) => this.#keyOf(row) === this.selected);
    const start = at < 0 ? (by > 0 ? -1 : this.#shown.length) : at;
    this.choose(Math.max(0, Math.min(this.#shown.length - 1, start + by)), false);
  }

  /** Selects a row, and opens it if asked to. */
  choose(index, opens) {
    const row = this.#shown[index];
    if (row === undefined) return;
    this.selected = this.#keyOf(row);
    if (opens) this.#open?.(row);
    // Drawn first: a list that has grown is as tall as its rows only then, and cannot be scrolled further.
    this.#draw();
    if (!opens) this.#bringIntoSight(index);
  }

  /** Opens the row that is selected. */
  openSelected() {
    const row = this.#shown.find((row) => this.#keyOf(row) === this.selected);
    if (row !== undefined) this.#open?.(row);
  }

  /** How many rows are in sight at most. */
  get page() { return Math.max(1, Math.floor(innerHeight / this.#height()) - 4); }

  #height() { return this.#isNarrow ? 58 : 32; }

  #bringIntoSight(index) {
    const top = this.body.getBoundingClientRect().top + index * this.#height();
    const above = this.head.getBoundingClientRect().bottom;
    if (top < above) scrollBy(0, top - above - 4);
    else if (top + this.#height() > innerHeight) scrollBy(0, top + this.#height() - innerHeight + 8);
  }

  #sortRows() {
    const column = this.#columns.find((column) => column.id === this.#sort.id) ?? this.#columns[0];
    const value = column.value ?? column.text;
    const way = this.#sort.down ? -1 : 1;
    const keyed = this.#rows.map((row) => [value(row), this.#keyOf(row), row]);
    keyed.sort(([a, keyA], [b, keyB]) => {
      // What is not known comes last, either way.
      const isNone = (x) => x === null || x === undefined || x === '';
      if (isNone(a) !== isNone(b)) return isNone(a) ? 1 : -1;
      if (a < b) return -way;
      if (a > b) return way;
      return keyA < keyB ? -1 : 1;
    });
    this.#shown = keyed.map(([, , row]) => row);
  }

  #layOut() {
    const width = this.element.clientWidth;
    if (width === 0) return;
    this.#isNarrow = width < 640;
    this.element.classList.toggle('narrow', this.#isNarrow);
    this.#visible = this.#columns.filter((column) => (this.#isNarrow ? column.card : width >= (column.from ?? 0)));
    const template = this.#visible.map((column) => column.width).join(' ');
    if (!this.#isNarrow) this.element.style.setProperty('--columns', template);
    this.#pool.forEach((row) => row.element.remove());
    this.#pool = [];
    this.#drawHead();
    this.#draw();
  }

  #drawHead() {
    place(this.head, (this.#isNarrow ? this.#columns.filter((c) => c.card) : this.#visible).map((column) => {
      const isSorted = this.#sort.id === column.id;
      return h('button', {
        class: `head-cell${column.right ? ' right' : ''}${isSorted ? ' sorted' : ''}`, type: 'button',
        role: 'columnheader', title: column.hint, tabindex: '-1', 'data-column': column.id,
        'aria-sort': isSorted ? (this.#sort.down ? 'descending' : 'ascending') : 'none',
        on: { click: () => this.sortBy(column.id) },
      }, column.title, h('span', { class: 'arrow', 'aria-hidden': 'true' }, isSorted ? (this.#sort.down ? '▾' : '▴') : ''));
    }));
  }

  /** Sorts by a column; by the same once more turns it round. */
  sortBy(id) {
    const column = this.#columns.find((column) => column.id === id);
    this.#sort = this.#sort.id === id ? { id, down: !this.#sort.down } : { id, down: Boolean(column.right) };
    this.#sortRows();
    this.#drawHead();
    this.#draw();
  }

  #later() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => { this.#frame = 0; this.#draw(); });
  }

  #draw() {
    if (this.element.clientWidth === 0) return;
    if (!this.#visible.length) return this.#layOut();
    const height = this.#height();
    mark(this.element, 'aria-rowcount', this.#shown.length);
    this.blank.hidden = this.#shown.length > 0;
    this.body.style.height = `${this.#shown.length * height}px`;
    const top = this.body.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(-top / height) - 6);
    const last = Math.min(this.#shown.length, Math.ceil((innerHeight - top) / height) + 6);
    const wanted = Math.max(0, last - first);
    while (this.#pool.length < wanted) this.#pool.push(this.#row());
    this.#pool.forEach((row, i) => {
      const index = first + ((i - first) % this.#pool.length + this.#pool.length) % this.#pool.length;
      this.#fill(row, index < last ? index : -1, height);
    });
  }

  #row() {
    const cells = this.#visible.map((column) => h('div', {
      class: `cell${column.right ? ' right' : ''}${column.mono ? ' mono' : ''} c-${column.id}${column.card ? ` card-${column.card}` : ''}`,
      role: 'gridcell',
    }));
    const element = h('div', { class: 'grid-row', role: 'row' }, cells);
    this.body.append(element);
    return { element, cells };
  }

  #fill({ element, cells }, index, height) {
    element.hidden = index < 0;
    if (index < 0) return;
    const row = this.#shown[index];
    element.style.transform = `translateY(${index * height}px)`;
    mark(element, 'data-index', index);
    mark(element, 'aria-rowindex', index + 1);
    element.classList.toggle('selected', this.#keyOf(row) === this.selected);
    this.#visible.forEach((column, i) => {
      const cell = cells[i];
      if (column.draw) column.draw(cell, row);
      else say(cell, column.text(row));
      mark(cell, 'data-tone', column.tone?.(row) ?? null);
      if (column.full) mark(cell, 'title', column.full(row));
    });
  }
}
