// Everything is there without this: it only makes tables sortable by a click on the head of a column.
(function () {
  'use strict';
  function key(row, column) {
    var cell = row.cells[column];
    var value = cell.getAttribute('data-value');
    if (value !== null) { return Number(value); }
    return cell.classList.contains('number') ? Infinity : cell.textContent;
  }
  function sort(table, head, column) {
    var up = head.getAttribute('aria-sort') !== 'ascending';
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    rows.sort(function (a, b) {
      var x = key(a, column);
      var y = key(b, column);
      var order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
      return up ? order : -order;
    });
    rows.forEach(function (row) { table.tBodies[0].appendChild(row); });
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
  }
  Array.prototype.forEach.call(document.querySelectorAll('table'), function (table) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
      var button = document.createElement('button');
      button.type = 'button';
      button.title = 'Sort by ' + head.textContent;
      button.textContent = head.textContent;
      head.textContent = '';
      head.appendChild(button);
      button.addEventListener('click', function () { sort(table, head, column); });
    });
  });
}());
