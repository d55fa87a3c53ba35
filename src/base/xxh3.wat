;; XXH3, 128 bits, seed 0, default secret: doc/xxhash_spec.md of xxHash 0.8.3, section "XXH3".
;; Memory: the secret at 0 (192 bytes), the accumulators at 192 (8 lanes of 64 bits), the result at 256 (16 bytes,
;; in the canonical order: the upper half first, the upper byte first); the rest is the caller's, for what is to be hashed.
;; Made into xxh3-binary.ts by `npm run build:wasm`.
(module
  (memory (export "memory") 3)
  (global $prime32_2 i64 (i64.const 0x85ebca77))
  (global $prime64_1 i64 (i64.const 0x9e3779b185ebca87))
  (global $prime64_2 i64 (i64.const 0xc2b2ae3d27d4eb4f))
  (global $prime64_3 i64 (i64.const 0x165667b19e3779f9))
  (global $prime64_4 i64 (i64.const 0x85ebca77c2b2ae63))

  (data (i32.const 0)
    "\b8\fe\6c\39\23\a4\4b\be\7c\01\81\2c\f7\21\ad\1c\de\d4\6d\e9\83\90\97\db\72\40\a4\a4\b7\b3\67\1f"
    "\cb\79\e6\4e\cc\c0\e5\78\82\5a\d0\7d\cc\ff\72\21\b8\08\46\74\f7\43\24\8e\e0\35\90\e6\81\3a\26\4c"
    "\3c\28\52\bb\91\c3\00\cb\88\d0\65\8b\1b\53\2e\a3\71\64\48\97\a2\0d\f9\4e\38\19\ef\46\a9\de\ac\d8"
    "\a8\fa\76\3f\e3\9c\34\3f\f9\dc\bb\c7\c7\0b\4f\1d\8a\51\e0\4b\cd\b4\59\31\c8\9f\7e\c9\d9\78\73\64"
    "\ea\c5\ac\83\34\d3\eb\c3\c5\81\a0\ff\fa\13\63\eb\17\0d\dd\51\b7\f0\da\49\d3\16\55\26\29\d4\68\9e"
    "\2b\16\be\58\7d\47\a1\fc\8f\f8\b8\d1\7a\d0\31\ce\45\cb\3a\8f\95\16\04\28\af\d7\fb\ca\bb\4b\40\7e")

  ;; The accumulators as they are before the first byte.
  (func (export "begin")
    (v128.store offset=192 (i32.const 0) (v128.const i64x2 0x00000000c2b2ae3d 0x9e3779b185ebca87))
    (v128.store offset=208 (i32.const 0) (v128.const i64x2 0xc2b2ae3d27d4eb4f 0x165667b19e3779f9))
    (v128.store offset=224 (i32.const 0) (v128.const i64x2 0x85ebca77c2b2ae63 0x0000000085ebca77))
    (v128.store offset=240 (i32.const 0) (v128.const i64x2 0x27d4eb2f165667c5 0x000000009e3779b1)))

  ;; Takes in a number of stripes of 64 bytes; the secret moves on by 8 bytes with each.
  (func $accumulate (param $data i32) (param $secret i32) (param $stripes i32)
    (local $a0 v128) (local $a1 v128) (local $a2 v128) (local $a3 v128)
    (local $d0 v128) (local $d1 v128) (local $k0 v128) (local $k1 v128) (local $low v128) (local $high v128)
    (local.set $a0 (v128.load offset=192 (i32.const 0)))
    (local.set $a1 (v128.load offset=208 (i32.const 0)))
    (local.set $a2 (v128.load offset=224 (i32.const 0)))
    (local.set $a3 (v128.load offset=240 (i32.const 0)))
    (block $done
      (br_if $done (i32.eqz (local.get $stripes)))
      (loop $next
        ;; Lanes 0 to 3: each takes its neighbour's data, and the product of the halves of its own data and secret.
        (local.set $d0 (v128.load offset=0 (local.get $data)))
        (local.set $d1 (v128.load offset=16 (local.get $data)))
        (local.set $k0 (v128.xor (local.get $d0) (v128.load offset=0 align=1 (local.get $secret))))
        (local.set $k1 (v128.xor (local.get $d1) (v128.load offset=16 align=1 (local.get $secret))))
        (local.set $low (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $k0) (local.get $k1)))
        (local.set $high (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $k0) (local.get $k1)))
        (local.set $a0 (i64x2.add
          (i64x2.add (local.get $a0)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $d0) (local.get $d0)))
          (i64x2.extmul_low_i32x4_u (local.get $low) (local.get $high))))
        (local.set $a1 (i64x2.add
          (i64x2.add (local.get $a1)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $d1) (local.get $d1)))
          (i64x2.extmul_high_i32x4_u (local.get $low) (local.get $high))))
        ;; Lanes 4 to 7.
        (local.set $d0 (v128.load offset=32 (local.get $data)))
        (local.set $d1 (v128.load offset=48 (local.get $data)))
        (local.set $k0 (v128.xor (local.get $d0) (v128.load offset=32 align=1 (local.get $secret))))
        (local.set $k1 (v128.xor (local.get $d1) (v128.load offset=48 align=1 (local.get $secret))))
        (local.set $low (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $k0) (local.get $k1)))
        (local.set $high (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $k0) (local.get $k1)))
        (local.set $a2 (i64x2.add
          (i64x2.add (local.get $a2)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $d0) (local.get $d0)))
          (i64x2.extmul_low_i32x4_u (local.get $low) (local.get $high))))
        (local.set $a3 (i64x2.add
          (i64x2.add (local.get $a3)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $d1) (local.get $d1)))
          (i64x2.extmul_high_i32x4_u (local.get $low) (local.get $high))))
        (local.set $data (i32.add (local.get $data) (i32.const 64)))
        (local.set $secret (i32.add (local.get $secret) (i32.const 8)))
        (br_if $next (local.tee $stripes (i32.sub (local.get $stripes) (i32.const 1))))))
    (v128.store offset=192 (i32.const 0) (local.get $a0))
    (v128.store offset=208 (i32.const 0) (local.get $a1))
    (v128.store offset=224 (i32.const 0) (local.get $a2))
    (v128.store offset=240 (i32.const 0) (local.get $a3)))

  ;; acc = (acc ^ acc >> 47 ^ the last 64 bytes of the secret) * PRIME32_1
  (func $scramble
    (local $at i32) (local $a v128)
    (loop $next
      (local.set $a (v128.load offset=192 (local.get $at)))
      (v128.store offset=192 (local.get $at)
        (i64x2.mul
          (v128.xor
            (v128.xor (local.get $a) (i64x2.shr_u (local.get $a) (i32.const 47)))
            (v128.load offset=128 (local.get $at)))
          (v128.const i64x2 0x9e3779b1 0x9e3779b1)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 64)))))

  ;; Whole blocks of 1,024 bytes, behind each of which there is at least one byte more.
  (func $blocks (export "blocks") (param $data i32) (param $count i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (call $accumulate (local.get $data) (i32.const 0) (i32.const 16))
        (call $scramble)
        (local.set $data (i32.add (local.get $data) (i32.const 1024)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next))))

  ;; The end of more than 240 bytes: 1 to 1,024 that no block has taken, with the 64 bytes before its end in memory.
  (func (export "end") (param $data i32) (param $rest i32) (param $bytes f64)
    (local $total i64)
    (local.set $total (i64.trunc_f64_u (local.get $bytes)))
    (call $accumulate (local.get $data) (i32.const 0)
      (i32.shr_u (i32.sub (local.get $rest) (i32.const 1)) (i32.const 6)))
    (call $accumulate (i32.sub (i32.add (local.get $data) (local.get $rest)) (i32.const 64)) (i32.const 121) (i32.const 1))
    (call $tell
      (call $merge (i32.const 11) (i64.mul (local.get $total) (global.get $prime64_1)))
      (call $merge (i32.const 117)
        (i64.xor (i64.mul (local.get $total) (global.get $prime64_2)) (i64.const -1)))))

  (func $merge (param $secret i32) (param $sum i64) (result i64)
    (local $at i32)
    (loop $next
      (local.set $sum (i64.add (local.get $sum)
        (call $fold
          (i64.xor (i64.load offset=192 (local.get $at)) (i64.load align=1 (local.get $secret)))
          (i64.xor (i64.load offset=200 (local.get $at)) (i64.load offset=8 align=1 (local.get $secret))))))
      (local.set $secret (i32.add (local.get $secret) (i32.const 16)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 64))))
    (call $avalanche (local.get $sum)))

  (func $tell (param $low i64) (param $high i64)
    (i64.store offset=256 (i32.const 0) (call $swap64 (local.get $high)))
    (i64.store offset=264 (i32.const 0) (call $swap64 (local.get $low))))

  (func $avalanche (param $h i64) (result i64)
    (local.set $h (i64.mul
      (i64.xor (local.get $h) (i64.shr_u (local.get $h) (i64.const 37)))
      (i64.const 0x165667919e3779f9)))
    (i64.xor (local.get $h) (i64.shr_u (local.get $h) (i64.const 32))))

  (func $avalanche64 (param $h i64) (result i64)
    (local.set $h (i64.mul (i64.xor (local.get $h) (i64.shr_u (local.get $h) (i64.const 33))) (global.get $prime64_2)))
    (local.set $h (i64.mul (i64.xor (local.get $h) (i64.shr_u (local.get $h) (i64.const 29))) (global.get $prime64_3)))
    (i64.xor (local.get $h) (i64.shr_u (local.get $h) (i64.const 32))))

  ;; The upper half of the product of 128 bits.
  (func $high (param $a i64) (param $b i64) (result i64)
    (local $al i64) (local $ah i64) (local $bl i64) (local $bh i64) (local $cross i64) (local $hl i64)
    (local.set $al (i64.and (local.get $a) (i64.const 0xffffffff)))
    (local.set $ah (i64.shr_u (local.get $a) (i64.const 32)))
    (local.set $bl (i64.and (local.get $b) (i64.const 0xffffffff)))
    (local.set $bh (i64.shr_u (local.get $b) (i64.const 32)))
    (local.set $hl (i64.mul (local.get $ah) (local.get $bl)))
    (local.set $cross (i64.add
      (i64.add
        (i64.shr_u (i64.mul (local.get $al) (local.get $bl)) (i64.const 32))
        (i64.and (local.get $hl) (i64.const 0xffffffff)))
      (i64.mul (local.get $al) (local.get $bh))))
    (i64.add
      (i64.add (i64.shr_u (local.get $hl) (i64.const 32)) (i64.shr_u (local.get $cross) (i64.const 32)))
      (i64.mul (local.get $ah) (local.get $bh))))

  (func $fold (param $a i64) (param $b i64) (result i64)
    (i64.xor (i64.mul (local.get $a) (local.get $b)) (call $high (local.get $a) (local.get $b))))

  (func $swap32 (param $x i32) (result i32)
    (i32.or
      (i32.and (i32.rotl (local.get $x) (i32.const 8)) (i32.const 0x00ff00ff))
      (i32.and (i32.rotl (local.get $x) (i32.const 24)) (i32.const 0xff00ff00))))

  (func $swap64 (param $x i64) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (call $swap32 (i32.wrap_i64 (local.get $x)))) (i64.const 32))
      (i64.extend_i32_u (call $swap32 (i32.wrap_i64 (i64.shr_u (local.get $x) (i64.const 32)))))))

  ;; Up to 240 bytes, all of them in memory.
  (func (export "short") (param $data i32) (param $length i32)
    (if (i32.gt_u (local.get $length) (i32.const 16))
      (then (call $upTo240 (local.get $data) (local.get $length)) (return)))
    (if (i32.gt_u (local.get $length) (i32.const 8))
      (then (call $upTo16 (local.get $data) (local.get $length)) (return)))
    (if (i32.gt_u (local.get $length) (i32.const 3))
      (then (call $upTo8 (local.get $data) (local.get $length)) (return)))
    (if (i32.gt_u (local.get $length) (i32.const 0))
      (then (call $upTo3 (local.get $data) (local.get $length)) (return)))
    (call $tell
      (call $avalanche64 (i64.xor (i64.load offset=64 (i32.const 0)) (i64.load offset=72 (i32.const 0))))
      (call $avalanche64 (i64.xor (i64.load offset=80 (i32.const 0)) (i64.load offset=88 (i32.const 0))))))

  (func $upTo3 (param $data i32) (param $length i32)
    (local $low i32)
    (local.set $low (i32.or
      (i32.or
        (i32.shl (i32.load8_u (local.get $data)) (i32.const 16))
        (i32.shl (i32.load8_u (i32.add (local.get $data) (i32.shr_u (local.get $length) (i32.const 1)))) (i32.const 24)))
      (i32.or
        (i32.load8_u (i32.sub (i32.add (local.get $data) (local.get $length)) (i32.const 1)))
        (i32.shl (local.get $length) (i32.const 8)))))
    (call $tell
      (call $avalanche64 (i64.extend_i32_u (i32.xor (local.get $low)
        (i32.xor (i32.load offset=0 (i32.const 0)) (i32.load offset=4 (i32.const 0))))))
      (call $avalanche64 (i64.extend_i32_u (i32.xor (i32.rotl (call $swap32 (local.get $low)) (i32.const 13))
        (i32.xor (i32.load offset=8 (i32.const 0)) (i32.load offset=12 (i32.const 0))))))))

  (func $upTo8 (param $data i32) (param $length i32)
    (local $keyed i64) (local $factor i64) (local $low i64) (local $high i64)
    (local.set $keyed (i64.xor
      (i64.or
        (i64.load32_u align=1 (local.get $data))
        (i64.shl
          (i64.load32_u align=1 (i32.sub (i32.add (local.get $data) (local.get $length)) (i32.const 4)))
          (i64.const 32)))
      (i64.xor (i64.load offset=16 (i32.const 0)) (i64.load offset=24 (i32.const 0)))))
    (local.set $factor (i64.add (global.get $prime64_1)
      (i64.extend_i32_u (i32.shl (local.get $length) (i32.const 2)))))
    (local.set $low (i64.mul (local.get $keyed) (local.get $factor)))
    (local.set $high (i64.add
      (call $high (local.get $keyed) (local.get $factor))
      (i64.shl (local.get $low) (i64.const 1))))
    (local.set $low (i64.xor (local.get $low) (i64.shr_u (local.get $high) (i64.const 3))))
    (local.set $low (i64.mul
      (i64.xor (local.get $low) (i64.shr_u (local.get $low) (i64.const 35)))
      (i64.const 0x9fb21c651e98df25)))
    (call $tell
      (i64.xor (local.get $low) (i64.shr_u (local.get $low) (i64.const 28)))
      (call $avalanche (local.get $high))))

  (func $upTo16 (param $data i32) (param $length i32)
    (local $first i64) (local $last i64) (local $mixed i64) (local $low i64) (local $high i64)
    (local.set $first (i64.load align=1 (local.get $data)))
    (local.set $last (i64.load align=1 (i32.sub (i32.add (local.get $data) (local.get $length)) (i32.const 8))))
    (local.set $mixed (i64.xor
      (i64.xor (local.get $first) (local.get $last))
      (i64.xor (i64.load offset=32 (i32.const 0)) (i64.load offset=40 (i32.const 0)))))
    (local.set $low (i64.add
      (i64.mul (local.get $mixed) (global.get $prime64_1))
      (i64.shl (i64.extend_i32_u (i32.sub (local.get $length) (i32.const 1))) (i64.const 54))))
    (local.set $last (i64.xor (local.get $last)
      (i64.xor (i64.load offset=48 (i32.const 0)) (i64.load offset=56 (i32.const 0)))))
    (local.set $high (i64.add
      (call $high (local.get $mixed) (global.get $prime64_1))
      (i64.add (local.get $last)
        (i64.mul
          (i64.and (local.get $last) (i64.const 0xffffffff))
          (i64.sub (global.get $prime32_2) (i64.const 1))))))
    (local.set $low (i64.xor (local.get $low) (call $swap64 (local.get $high))))
    (call $tell
      (call $avalanche (i64.mul (local.get $low) (global.get $prime64_2)))
      (call $avalanche (i64.add
        (call $high (local.get $low) (global.get $prime64_2))
        (i64.mul (local.get $high) (global.get $prime64_2))))))

  ;; Mixes 16 bytes with as many of the secret.
  (func $mix (param $data i32) (param $secret i32) (result i64)
    (call $fold
      (i64.xor (i64.load align=1 (local.get $data)) (i64.load align=1 (local.get $secret)))
      (i64.xor (i64.load offset=8 align=1 (local.get $data)) (i64.load offset=8 align=1 (local.get $secret)))))

  (func $sum (param $data i32) (result i64)
    (i64.add (i64.load align=1 (local.get $data)) (i64.load offset=8 align=1 (local.get $data))))

  (global $low (mut i64) (i64.const 0))
  (global $high (mut i64) (i64.const 0))

  ;; Two stretches of 16 bytes into the two halves.
  (func $mixTwo (param $one i32) (param $other i32) (param $secret i32)
    (global.set $low (i64.xor
      (i64.add (global.get $low) (call $mix (local.get $one) (local.get $secret)))
      (call $sum (local.get $other))))
    (global.set $high (i64.xor
      (i64.add (global.get $high) (call $mix (local.get $other) (i32.add (local.get $secret) (i32.const 16))))
      (call $sum (local.get $one)))))

  (func $upTo240 (param $data i32) (param $length i32)
    (local $total i64) (local $end i32) (local $at i32) (local $pairs i32)
    (local.set $total (i64.extend_i32_u (local.get $length)))
    (local.set $end (i32.add (local.get $data) (local.get $length)))
    (global.set $low (i64.mul (local.get $total) (global.get $prime64_1)))
    (global.set $high (i64.const 0))
    (if (i32.le_u (local.get $length) (i32.const 128))
      (then
        ;; From both ends to the middle, the inner pairs first.
        (local.set $at (i32.shr_u (i32.sub (local.get $length) (i32.const 1)) (i32.const 5)))
        (loop $inner
          (call $mixTwo
            (i32.add (local.get $data) (i32.shl (local.get $at) (i32.const 4)))
            (i32.sub (local.get $end) (i32.shl (i32.add (local.get $at) (i32.const 1)) (i32.const 4)))
            (i32.shl (local.get $at) (i32.const 5)))
          (br_if $inner (i32.ge_s (local.tee $at (i32.sub (local.get $at) (i32.const 1))) (i32.const 0)))))
      (else
        (local.set $pairs (i32.shr_u (local.get $length) (i32.const 5)))
        (loop $pair
          (call $mixTwo
            (local.get $data)
            (i32.add (local.get $data) (i32.const 16))
            (select
              (i32.shl (local.get $at) (i32.const 5))
              (i32.sub (i32.shl (local.get $at) (i32.const 5)) (i32.const 125))
              (i32.lt_u (local.get $at) (i32.const 4))))
          (if (i32.eq (local.get $at) (i32.const 3))
            (then
              (global.set $low (call $avalanche (global.get $low)))
              (global.set $high (call $avalanche (global.get $high)))))
          (local.set $data (i32.add (local.get $data) (i32.const 32)))
          (br_if $pair
            (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (local.get $pairs))))
        (call $mixTwo
          (i32.sub (local.get $end) (i32.const 16))
          (i32.sub (local.get $end) (i32.const 32))
          (i32.const 103))))
    (call $tell
      (call $avalanche (i64.add (global.get $low) (global.get $high)))
      (i64.sub (i64.const 0) (call $avalanche (i64.add
        (i64.add
          (i64.mul (global.get $low) (global.get $prime64_1))
          (i64.mul (global.get $high) (global.get $prime64_4)))
        (i64.mul (local.get $total) (global.get $prime64_2)))))))
)
