# SPDX-License-Identifier: GPL-2.0
# Bars of simulated and published IOPS for every variant of one case. From the root of the tree:
#   gnuplot -e "results='results/nvme-12jobs'; case='async'; out='async.svg'" docs/figures/published.gp
if (!exists("terminal")) terminal = "svg"
if (terminal eq "png") { set terminal pngcairo size 900,460 font "sans-serif,11" } else { set terminal svg size 900,460 enhanced font "sans-serif,13" background "white" }
set output out
set title "12 jobs, ".case.": simulated and published" noenhanced
set ylabel "thousand IOPS"
set yrange [0:*]
set grid ytics lc rgb "#dddddd"
set border 3
set offsets 0.5, 0.5, graph 0.15, 0
set xtics nomirror rotate by -25 noenhanced
set ytics nomirror
set key top right
set style fill solid 1.0 border rgb "#222222"
set boxwidth 0.36
# Columns: variant, simulated, interval low, high, published; in thousands.
rows = "< awk -F, -v c=".case." 'NR>1 && $2==c {print $3, $5/1000, $6/1000, $7/1000, ($11==\"\" ? \"NaN\" : $11/1000)}' ".results."/summary.csv"
set datafile separator whitespace
set label 1 "loopsim run; data: ".results."/summary.csv" at screen 0.99,0.97 right font ",9" noenhanced
plot rows using ($0-0.19):2 with boxes lc rgb "#0072b2" title "simulated, with 95 % interval", \
     rows using ($0+0.19):5 with boxes lc rgb "#e69f00" title "published", \
     rows using ($0-0.19):2:3:4 with yerrorbars lc rgb "#222222" pt 0 notitle, \
     rows using 0:(0):xtic(1) with points pt -1 notitle
