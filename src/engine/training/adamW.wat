;; The optimizer's inner loops, four float32 at a time, over arrays in the memory that the host shares with onnxruntime.
;; Lengths are multiples of four; the arrays' padding is zero and stays zero. scripts/buildKernels.mjs compiles this.
(module
  (import "host" "memory" (memory 1 65536))

  ;; Sum of squares, accumulated in float64.
  (func (export "sumOfSquares") (param $x i32) (param $count i32) (result f64)
    (local $end i32) (local $pairs i32) (local $four v128) (local $low v128) (local $high v128)
    (local $sum0 v128) (local $sum1 v128) (local $sum2 v128) (local $sum3 v128)
    (local.set $end (i32.add (local.get $x) (i32.shl (local.get $count) (i32.const 2))))
    ;; Eight numbers at a time into four sums that do not wait for each other, then what is left of them.
    (local.set $pairs (i32.and (i32.shl (local.get $count) (i32.const 2)) (i32.const -32)))
    (local.set $pairs (i32.add (local.get $x) (local.get $pairs)))
    (block $paired
      (loop $next
        (br_if $paired (i32.ge_u (local.get $x) (local.get $pairs)))
        (local.set $four (v128.load (local.get $x)))
        (local.set $low (f64x2.promote_low_f32x4 (local.get $four)))
        (local.set $high (f64x2.promote_low_f32x4
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $four) (local.get $four))))
        (local.set $sum0 (f64x2.add (local.get $sum0) (f64x2.mul (local.get $low) (local.get $low))))
        (local.set $sum1 (f64x2.add (local.get $sum1) (f64x2.mul (local.get $high) (local.get $high))))
        (local.set $four (v128.load offset=16 (local.get $x)))
        (local.set $low (f64x2.promote_low_f32x4 (local.get $four)))
        (local.set $high (f64x2.promote_low_f32x4
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $four) (local.get $four))))
        (local.set $sum2 (f64x2.add (local.get $sum2) (f64x2.mul (local.get $low) (local.get $low))))
        (local.set $sum3 (f64x2.add (local.get $sum3) (f64x2.mul (local.get $high) (local.get $high))))
        (local.set $x (i32.add (local.get $x) (i32.const 32)))
        (br $next)))
    (if (i32.lt_u (local.get $x) (local.get $end))
      (then
        (local.set $four (v128.load (local.get $x)))
        (local.set $low (f64x2.promote_low_f32x4 (local.get $four)))
        (local.set $high (f64x2.promote_low_f32x4
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $four) (local.get $four))))
        (local.set $sum0 (f64x2.add (local.get $sum0) (f64x2.mul (local.get $low) (local.get $low))))
        (local.set $sum1 (f64x2.add (local.get $sum1) (f64x2.mul (local.get $high) (local.get $high))))))
    (local.set $sum0 (f64x2.add
      (f64x2.add (local.get $sum0) (local.get $sum1))
      (f64x2.add (local.get $sum2) (local.get $sum3))))
    (f64.add (f64x2.extract_lane 0 (local.get $sum0)) (f64x2.extract_lane 1 (local.get $sum0))))

  ;; One step of AdamW without bias correction, decay after the update:
  ;;   g = clip * gradient; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g²; p -= rate * m / (sqrt(v) + epsilon); p -= decay * p
  (func (export "adamW")
    (param $p i32) (param $gradient i32) (param $m i32) (param $v i32) (param $count i32)
    (param $clip f32) (param $b1 f32) (param $c1 f32) (param $b2 f32) (param $c2 f32)
    (param $rate f32) (param $epsilon f32) (param $decay f32)
    (local $end i32) (local $g v128) (local $newM v128) (local $newV v128) (local $newP v128)
    (local $clip4 v128) (local $b14 v128) (local $c14 v128) (local $b24 v128) (local $c24 v128)
    (local $rate4 v128) (local $epsilon4 v128) (local $decay4 v128)
    (local.set $clip4 (f32x4.splat (local.get $clip)))
    (local.set $b14 (f32x4.splat (local.get $b1)))
    (local.set $c14 (f32x4.splat (local.get $c1)))
    (local.set $b24 (f32x4.splat (local.get $b2)))
    (local.set $c24 (f32x4.splat (local.get $c2)))
    (local.set $rate4 (f32x4.splat (local.get $rate)))
    (local.set $epsilon4 (f32x4.splat (local.get $epsilon)))
    (local.set $decay4 (f32x4.splat (local.get $decay)))
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $g (f32x4.mul (v128.load (local.get $gradient)) (local.get $clip4)))
        (local.set $newM (f32x4.add
          (f32x4.mul (v128.load (local.get $m)) (local.get $b14))
          (f32x4.mul (local.get $g) (local.get $c14))))
        (local.set $newV (f32x4.add
          (f32x4.mul (v128.load (local.get $v)) (local.get $b24))
          (f32x4.mul (f32x4.mul (local.get $g) (local.get $g)) (local.get $c24))))
        (v128.store (local.get $m) (local.get $newM))
        (v128.store (local.get $v) (local.get $newV))
        (local.set $newP (f32x4.sub (v128.load (local.get $p))
          (f32x4.mul (local.get $rate4)
            (f32x4.div (local.get $newM) (f32x4.add (f32x4.sqrt (local.get $newV)) (local.get $epsilon4))))))
        (v128.store (local.get $p) (f32x4.sub (local.get $newP) (f32x4.mul (local.get $decay4) (local.get $newP))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $gradient (i32.add (local.get $gradient) (i32.const 16)))
        (local.set $m (i32.add (local.get $m) (i32.const 16)))
        (local.set $v (i32.add (local.get $v) (i32.const 16)))
        (br $next))))

  ;; target += source.
  (func (export "add") (param $target i32) (param $source i32) (param $count i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $target) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $target) (local.get $end)))
        (v128.store (local.get $target) (f32x4.add (v128.load (local.get $target)) (v128.load (local.get $source))))
        (local.set $target (i32.add (local.get $target) (i32.const 16)))
        (local.set $source (i32.add (local.get $source) (i32.const 16)))
        (br $next))))

  ;; target += rate * (source - target): an exponential moving average.
  (func (export "average") (param $target i32) (param $source i32) (param $count i32) (param $rate f32)
    (local $end i32) (local $rate4 v128) (local $old v128)
    (local.set $rate4 (f32x4.splat (local.get $rate)))
    (local.set $end (i32.add (local.get $target) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $target) (local.get $end)))
        (local.set $old (v128.load (local.get $target)))
        (v128.store (local.get $target) (f32x4.add (local.get $old)
          (f32x4.mul (local.get $rate4) (f32x4.sub (v128.load (local.get $source)) (local.get $old)))))
        (local.set $target (i32.add (local.get $target) (i32.const 16)))
        (local.set $source (i32.add (local.get $source) (i32.const 16)))
        (br $next))))

  ;; Decays of several steps, each followed by its average:
  ;;   p -= decays[i] * p; average += rates[i] * (p - average) for each i.
  (func (export "decayAveraged")
    (param $p i32) (param $average i32) (param $count i32) (param $decays i32) (param $rates i32) (param $steps i32)
    (local $end i32) (local $lastDecay i32) (local $at i32) (local $rateAt i32) (local $four v128) (local $mean v128)
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $lastDecay (i32.add (local.get $decays) (i32.shl (local.get $steps) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $four (v128.load (local.get $p)))
        (local.set $mean (v128.load (local.get $average)))
        (local.set $at (local.get $decays))
        (local.set $rateAt (local.get $rates))
        (block $decayed
          (loop $step
            (br_if $decayed (i32.ge_u (local.get $at) (local.get $lastDecay)))
            (local.set $four (f32x4.sub (local.get $four)
              (f32x4.mul (f32x4.splat (f32.load (local.get $at))) (local.get $four))))
            (local.set $mean (f32x4.add (local.get $mean)
              (f32x4.mul (f32x4.splat (f32.load (local.get $rateAt))) (f32x4.sub (local.get $four) (local.get $mean)))))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (local.set $rateAt (i32.add (local.get $rateAt) (i32.const 4)))
            (br $step)))
        (v128.store (local.get $p) (local.get $four))
        (v128.store (local.get $average) (local.get $mean))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $average (i32.add (local.get $average) (i32.const 16)))
        (br $next))))

  ;; Decay alone, of several steps one after the other: p -= decays[i] * p for each i.
  (func (export "decay") (param $p i32) (param $count i32) (param $decays i32) (param $steps i32)
    (local $end i32) (local $lastDecay i32) (local $at i32) (local $four v128)
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $lastDecay (i32.add (local.get $decays) (i32.shl (local.get $steps) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $four (v128.load (local.get $p)))
        (local.set $at (local.get $decays))
        (block $decayed
          (loop $step
            (br_if $decayed (i32.ge_u (local.get $at) (local.get $lastDecay)))
            (local.set $four (f32x4.sub (local.get $four)
              (f32x4.mul (f32x4.splat (f32.load (local.get $at))) (local.get $four))))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (br $step)))
        (v128.store (local.get $p) (local.get $four))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (br $next)))))
