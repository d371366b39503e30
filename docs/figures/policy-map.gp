# SPDX-License-Identifier: GPL-2.0
# Who wins where: one panel for each number of jobs (columns) and share of reads (rows); the colour is the best policy's
# gain over workqueue, the letter says which it is. From the root of the tree, after
#   loopsim sweep scenarios/sweeps/policy-map.yaml
#   gnuplot -e "results='results/policy-map'; out='policy-map.svg'" docs/figures/policy-map.gp
if (!exists("terminal")) terminal = "svg"
if (terminal eq "png") { set terminal pngcairo size 980,760 font "sans-serif,10" } else { set terminal svg size 980,760 enhanced font "sans-serif,12" background "white" }
set output out
set datafile separator whitespace
# jobs, reads, mapped fraction, depth, best policy's letter, its rate over that of workqueue. A policy within 2 % of
# workqueue wins nothing: the letter is then a dot.
best = "< awk -F, 'NR==1 {for (i=1; i<=NF; i++) c[$i]=i; next} {k=$c[\"cases.*.numjobs\"]\" \"$c[\"cases.*.rwmixread\"]\" \"$c[\"variants.*.mapped_fraction\"]\" \"$c[\"cases.*.iodepth\"]; v=$c[\"iops_mean\"]; p=$c[\"variant\"]; if (p==\"workqueue\") w[k]=v; if (v>m[k]) {m[k]=v; b[k]=p}} END {for (k in m) {r=m[k]/w[k]; l=\".\"; if (r>1.02) l=(b[k]==\"nowait\"?\"N\":b[k]==\"nowait-hint\"?\"H\":\"T\"); print k, l, r}}' ".results."/results.csv"
set multiplot layout 3,3 title "Best policy over workqueue: N nowait, H nowait-hint, T threaded, . none by more than 2 %" margins 0.07,0.88,0.09,0.90 spacing 0.03,0.06
set palette defined (0 "#f7f7f7", 0.25 "#fddbc7", 0.6 "#f4a582", 1 "#b2182b")
set cbrange [1:4.5]
unset colorbox
unset key
set border 0
set xrange [-0.5:5.5]
set yrange [-0.5:3.5]
set xtics ("0" 0, "25" 1, "50" 2, "75" 3, "95" 4, "100" 5) scale 0
set ytics ("1" 0, "4" 1, "16" 2, "64" 3) scale 0
at_fraction(f) = f == 0 ? 0 : f == 0.25 ? 1 : f == 0.5 ? 2 : f == 0.75 ? 3 : f == 0.95 ? 4 : 5
at_depth(d) = d == 1 ? 0 : d == 4 ? 1 : d == 16 ? 2 : 3
array reads = [0, 50, 90]
array jobs = [1, 4, 12]
do for [r = 1:3] {
  do for [j = 1:3] {
    set title sprintf("%d job%s, %d %% reads", jobs[j], jobs[j] == 1 ? "" : "s", reads[r]) offset 0,-0.7
    if (r == 3) { set xlabel "mapped, %" } else { unset xlabel }
    if (j == 1) { set ylabel "iodepth" } else { unset ylabel }
    if (r == 3 && j == 3) { set colorbox user origin 0.90,0.09 size 0.02,0.81; set cblabel "rate of the best policy / workqueue" }
    panel = best.sprintf(" | awk '$1 == %d && $2 == %d'", jobs[j], reads[r])
    plot panel using (at_fraction($3)):(at_depth($4)):(0.48):(0.48):6 with boxxyerror fill solid 1 noborder lc palette, \
         panel using (at_fraction($3)):(at_depth($4)):(sprintf("%s\n%.2f", stringcolumn(5), $6)) with labels font ",9"
  }
}
unset multiplot
