# SPDX-License-Identifier: GPL-2.0
# results.csv of a sweep over machine files of a scenario with published cells -> a Markdown table: the error of each cell
# at the first point, the change of each cell at every other, and how good the whole is there.

BEGIN { FS = "," }

NR == 1 {
  for (i = 1; i <= NF; ++i) column[$i] = i
  next
}

{
  point = $column["point"]
  if (!(point in name)) {
    name[point] = $column["machine"]
    sub(/.*\//, "", name[point])
    sub(/\.yaml$/, "", name[point])
    order[++points] = point
  }
  cell = $column["case"] " " $column["variant"]
  if (!(cell in case_of)) {
    case_of[cell] = $column["case"]
    fitted[cell] = $column["fitted"] == "fitted"
    published[cell] = $column["published_iops"]
    cells[++count] = cell
  }
  iops[point, cell] = $column["iops_mean"]
  error[point, cell] = 100 * $column["published_error"]
}

# Pairs of cells of one case that come out in another order than published.
function misplaced(point,    i, j, a, b, pairs) {
  for (i = 1; i <= count; ++i) {
    for (j = i + 1; j <= count; ++j) {
      a = cells[i]
      b = cells[j]
      if (case_of[a] != case_of[b]) continue
      if ((iops[point, a] - iops[point, b]) * (published[a] - published[b]) <= 0) ++pairs
    }
  }
  return pairs + 0
}

function summary(point,    i, size, sum, worst, predicted) {
  for (i = 1; i <= count; ++i) {
    if (fitted[cells[i]]) continue
    size = error[point, cells[i]] < 0 ? -error[point, cells[i]] : error[point, cells[i]]
    sum += size
    if (size > worst) worst = size
    ++predicted
  }
  return sprintf(" %.1f | %.1f | %d |", sum / predicted, worst, misplaced(point))
}

END {
  line = "| |"
  rule = "|---|"
  for (i = 1; i <= count; ++i) {
    line = line " " cells[i] (fitted[cells[i]] ? " f" : "") " |"
    rule = rule "--:|"
  }
  print line " mean | worst | pairs |"
  print rule "--:|--:|--:|"
  for (p = 1; p <= points; ++p) {
    line = "| " name[order[p]] " |"
    for (i = 1; i <= count; ++i) {
      change = p == 1 ? error[order[p], cells[i]] : 100 * (iops[order[p], cells[i]] / iops[order[1], cells[i]] - 1)
      line = line sprintf(" %+.1f |", change)
    }
    print line summary(order[p])
  }
}
