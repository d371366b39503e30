# SPDX-License-Identifier: GPL-2.0
# Simulated over measured IOPS of every row of a validation, with the tolerance of each. From the root of the tree:
#   gnuplot -e "data='results/validation/epyc-vm/validation.dat'; name='epyc-vm'; out='out.svg'" docs/figures/validation.gp
set terminal svg size 620,560 enhanced font "sans-serif,13" background "white"
set output out
set title name.": simulated and measured IOPS" noenhanced
set xlabel "measured, IOPS"
set ylabel "simulated, IOPS"
set logscale xy
set format xy "10^{%L}"
set grid lc rgb "#dddddd"
set border 3
set tics nomirror
set key top left
set size square
set label 1 "loopsim validate; bars: tolerance of the measured value; grey: 10 % either way" at screen 0.99,0.02 right font ",9"
plot x notitle with lines lc rgb "#222222", \
     1.1*x notitle with lines lc rgb "#aaaaaa", 0.9*x notitle with lines lc rgb "#aaaaaa", \
     data using ($5==0 ? $1 : NaN):2:3:4 with xerrorbars pt 7 ps 0.5 lc rgb "#0072b2" title "predicted", \
     data using ($5==1 ? $1 : NaN):2:3:4 with xerrorbars pt 7 ps 0.5 lc rgb "#e69f00" title "fitted"
