; Program of zk_tiny: tasks LOAD, MSM, NTT, MUL of the core port. The instruction set is in assemble.py and README.md.
;
; Memory, in elements: points at 0 (x, y; 1024 of them), scratch at 2048: the values of a transform, or
;   2048  scalars, one each, shifted right as their digits are used
;   3072  buckets of one window, 64 at most, X Y Z each
;   3328  sums of the windows, lowest first, X Y Z each
;   3584  running sum, inner sum

.name zero      f24
.name one_q     f25     ; 1 of Fq, Montgomery form
.name root      f26     ; of order 2^28
.name root_inv  f27
.name half      f28
.name one_r     f29     ; 1 of Fr

.name x0        x0      ; always 0
.name op        x1
.name n         x2
.name arg       x3
.name high      x4
.name i         x5
.name at        x6

        get   op, task
        get   n, task
        get   x7, task          ; upper half of the count
        get   arg, task
        get   high, task
        bne   x7, x0, range
        beq   n, x0, range
        li    x8, 2
        beq   op, x8, load
        li    x8, 3
        beq   op, x8, msm
        li    x8, 4
        beq   op, x8, ntt
        li    x8, 5
        beq   op, x8, product
        end   unknown
range:  end   range

; ---------------------------------------------------------------- LOAD: n points from index arg on
load:   bne   high, x0, range
        call  room
        set   field, x0
        add   x7, n, n
        set   expect, x7
        add   at, arg, arg
        add   x7, x7, at        ; end
load1:  in    f0
        st    f0, at, 0
        addi  at, at, 1
        bne   at, x7, load1
        end   ok

; n, arg and their sum at most 1024, or no return
room:   li    x8, 1025
        bge   n, x8, range
        bge   arg, x8, range
        add   x9, arg, n
        bge   x9, x8, range
        ret

; ---------------------------------------------------------------- MUL: n products
product:
        bne   high, x0, range
        li    x8, 2
        bge   arg, x8, range
        li    x8, 32768
        bge   n, x8, range
        set   field, arg
        add   x7, n, n
        set   expect, x7
prod1:  in    f0
        in    f1
        mul   f0, f0, f1
        can   f0, f0
        addi  n, n, -1
        beq   n, x0, prod2
        out   f0, more
        jump  prod1
prod2:  out   f0, last
        end   ok

; ---------------------------------------------------------------- MSM
.name window    x7      ; 5 or 7
.name buckets   x8      ; end of the buckets
.name sums      x9      ; end of the sums so far
.name bits      x10     ; scalar bits not yet used
.name point     x11
.name digit     x12
.name bucket    x13
.name full      x14     ; 2^window
.name t         x15

; arg: bits 7:0 of high are those 23:16 of the index and have to be 0, bits 15:8 the scalar's length
msm:    call  room
        li    t, 256
        addi  bits, x0, 0
msm1:   blt   high, t, msm2     ; bits = high >> 8
        sub   high, high, t
        addi  bits, bits, 1
        jump  msm1
msm2:   bne   high, x0, range
        bne   bits, x0, msm3
        li    bits, 254
msm3:   li    t, 255
        bge   bits, t, range
        set   expect, n
        addi  t, x0, 1
        set   field, t
        li    at, 2048
        add   i, at, n
msm4:   in    f0
        st    f0, at, 0
        addi  at, at, 1
        bne   at, i, msm4
        set   field, x0

        addi  window, x0, 5     ; 5 bits are the better choice below about 240 scalars
        li    full, 32
        li    buckets, 3120     ; 3072 + 3·16
        addi  t, x0, 0
        li    i, 240
        blt   n, i, msm5
        addi  window, x0, 7
        li    full, 128
        li    buckets, 3264     ; 3072 + 3·64
        addi  t, x0, 1
msm5:   set   window, t
        li    sums, 3328
        addi  bits, bits, 1     ; the carry of the last digit

; One window: empty the buckets.
msm6:   li    bucket, 3072
msm7:   st    zero, bucket, 0
        st    one_q, bucket, 1
        st    zero, bucket, 2
        addi  bucket, bucket, 3
        bne   bucket, buckets, msm7

; Add every point to the bucket of its digit.
        li    at, 2048
        add   i, at, n
        add   point, arg, arg
msm8:   ld    f3, at, 0
        dig   f3, f3
        blt   window, bits, msm9
        bif   zero, msm9        ; in the last window nothing may be left
        end   canonical
msm9:   st    f3, at, 0
        get   digit, digit
        beq   digit, x0, msm13
        bnot  negative, msm10
        sub   digit, full, digit
msm10:  ld    f3, point, 0
        ld    f4, point, 1
        bnot  zero, msm11       ; y = 0 only for the identity, there is no point of order two
        jump  msm13
msm11:  bnot  negative, msm12
        fsub  f4, zero, f4
msm12:  add   bucket, digit, digit
        add   bucket, bucket, digit
        li    t, 3069           ; 3072 - 3
        add   bucket, bucket, t
        ld    f0, bucket, 0
        ld    f1, bucket, 1
        ld    f2, bucket, 2
        call  madd
        st    f0, bucket, 0
        st    f1, bucket, 1
        st    f2, bucket, 2
msm13:  addi  point, point, 2
        addi  at, at, 1
        bne   at, i, msm8

; Sum of digit·bucket: running += bucket, inner += running, from the highest bucket down.
        li    t, 3584
        st    zero, t, 0
        st    one_q, t, 1
        st    zero, t, 2
        st    zero, t, 3
        st    one_q, t, 4
        st    zero, t, 5
        add   bucket, buckets, x0
        li    i, 3072
msm14:  addi  bucket, bucket, -3
        ld    f0, bucket, 0
        ld    f1, bucket, 1
        ld    f2, bucket, 2
        ld    f3, t, 0
        ld    f4, t, 1
        ld    f5, t, 2
        call  gadd
        st    f0, t, 0
        st    f1, t, 1
        st    f2, t, 2
        ld    f3, t, 3
        ld    f4, t, 4
        ld    f5, t, 5
        call  gadd
        st    f0, t, 3
        st    f1, t, 4
        st    f2, t, 5
        bne   bucket, i, msm14
        st    f0, sums, 0
        st    f1, sums, 1
        st    f2, sums, 2
        addi  sums, sums, 3
        bge   window, bits, msm15
        sub   bits, bits, window
        jump  msm6

; Horner over the windows from the top; f0 f1 f2 hold the top one.
msm15:  addi  sums, sums, -3
        li    i, 3328
msm16:  beq   sums, i, msm18
        addi  sums, sums, -3
        add   t, window, x0
msm17:  fadd  f3, f0, zero
        fadd  f4, f1, zero
        fadd  f5, f2, zero
        call  gadd
        addi  t, t, -1
        bne   t, x0, msm17
        ld    f3, sums, 0
        ld    f4, sums, 1
        ld    f5, sums, 2
        call  gadd
        jump  msm16
msm18:  can   f0, f0
        can   f1, f1
        can   f2, f2
        bnot  zero, msm19
        can   f1, one_q         ; the identity is (0 : 1 : 0)
msm19:  out   f0, more
        out   f1, more
        out   f2, last
        end   ok

; (f0 : f1 : f2) += (f3, f4), any point but the identity on the right. Algorithm 8 of Renes, Costello, Batina, 9 = 3b.
; 11 products, 22 sums.
madd:   mul   f6, f0, f3        ; t0 = X1·x2
        mul   f7, f1, f4        ; t1 = Y1·y2
        fadd  f8, f3, f4
        fadd  f9, f0, f1
        mul   f8, f8, f9
        fsub  f8, f8, f6
        fsub  f8, f8, f7        ; t3 = X1·y2 + Y1·x2
        mul   f9, f4, f2
        fadd  f9, f9, f1        ; t4 = y2·Z1 + Y1
        mul   f10, f3, f2
        fadd  f10, f10, f0      ; x2·Z1 + X1
        fadd  f11, f2, zero     ; Z1
        jump  finish

; (f0 : f1 : f2) += (f3 : f4 : f5), any points. Algorithm 7. 12 products, 28 sums.
gadd:   mul   f6, f0, f3        ; t0 = X1·X2
        mul   f7, f1, f4        ; t1 = Y1·Y2
        mul   f11, f2, f5       ; t2 = Z1·Z2
        fadd  f8, f0, f1
        fadd  f9, f3, f4
        mul   f8, f8, f9
        fsub  f8, f8, f6
        fsub  f8, f8, f7        ; t3 = X1·Y2 + Y1·X2
        fadd  f9, f1, f2
        fadd  f10, f4, f5
        mul   f9, f9, f10
        fsub  f9, f9, f7
        fsub  f9, f9, f11       ; t4 = Y1·Z2 + Z1·Y2
        fadd  f10, f0, f2
        fadd  f12, f3, f5
        mul   f10, f10, f12
        fsub  f10, f10, f6
        fsub  f10, f10, f11     ; X1·Z2 + Z1·X2

; Both end alike: w = 9·f10, n = 3·t0, plus = t1 + 9·f11, minus = t1 - 9·f11,
;   X3 = t3·minus - t4·w,   Y3 = w·n + minus·plus,   Z3 = n·t3 + plus·t4
finish: fadd  f12, f10, f10
        fadd  f12, f12, f12
        fadd  f12, f12, f12
        fadd  f10, f10, f12     ; w
        fadd  f12, f11, f11
        fadd  f12, f12, f12
        fadd  f12, f12, f12
        fadd  f11, f11, f12     ; 9·t2
        fadd  f12, f6, f6
        fadd  f6, f12, f6       ; n
        fadd  f12, f7, f11      ; plus
        fsub  f7, f7, f11       ; minus
        mul   f0, f8, f7
        mul   f1, f9, f10
        fsub  f0, f0, f1
        mul   f1, f10, f6
        mul   f2, f7, f12
        fadd  f1, f1, f2
        mul   f2, f6, f8
        mul   f6, f12, f9
        fadd  f2, f2, f6
        ret

; ---------------------------------------------------------------- NTT
.name inverse   x7
.name coset     x8
.name log       x9      ; log2 n
.name size      x10     ; of the sub-transform
.name halfsize  x11
.name j         x12
.name end       x13
.name step      x14
.name u         x15

; n is a power of two up to 2048: log counts halvings, each must be even.
ntt:    bne   high, x0, range
        li    u, 4
        bge   arg, u, range
        li    u, 2049
        bge   n, u, range
        shr   coset, arg
        add   inverse, coset, coset
        sub   inverse, arg, inverse
        addi  log, x0, 0
        add   size, n, x0
        addi  u, x0, 1
ntt1:   beq   size, u, ntt2
        shr   halfsize, size
        add   j, halfsize, halfsize
        bne   j, size, range
        add   size, halfsize, x0
        addi  log, log, 1
        jump  ntt1
ntt2:   set   field, u
        add   u, n, coset
        set   expect, u

; Values in; those of a forward transform on a coset times the powers of the shift, f16.
        beq   coset, x0, ntt3
        in    f16
        bnot  zero, ntt3
        end   range             ; a shift of 0
ntt3:   can   f17, one_r
        li    at, 2048
        add   end, at, n
ntt4:   in    f0
        beq   coset, x0, ntt5
        bne   inverse, x0, ntt5
        mul   f0, f0, f17
        mul   f17, f17, f16
ntt5:   st    f0, at, 0
        addi  at, at, 1
        bne   at, end, ntt4

; f18 = root of order n: 28 - log squarings.
        can   f18, root
        beq   inverse, x0, ntt6
        can   f18, root_inv
ntt6:   addi  u, x0, 28
ntt7:   beq   u, log, ntt8
        mul   f18, f18, f18
        addi  u, u, -1
        jump  ntt7

; Decimation in frequency, in place, twiddles f19 by running products: (a, b) <- (a + b, (a - b)·w).
ntt8:   add   size, n, x0
        li    end, 2048
        add   end, end, n
ntt9:   shr   halfsize, size
        beq   halfsize, x0, ntt14
        can   f19, one_r
        addi  j, x0, 0
ntt10:  li    at, 2048
        add   at, at, j
ntt11:  add   u, at, halfsize
        ld    f0, at, 0
        ld    f1, u, 0
        fadd  f2, f0, f1
        st    f2, at, 0
        fsub  f0, f0, f1
        beq   j, x0, ntt12      ; w = 1
        mul   f0, f0, f19
ntt12:  st    f0, u, 0
        add   at, at, size
        blt   at, end, ntt11
        mul   f19, f19, f18
        addi  j, j, 1
        bne   j, halfsize, ntt10
        mul   f18, f18, f18
        add   size, halfsize, x0
        jump  ntt9

; Values out in bit-reversed order, which is natural order; those of an inverse times f17 = 2^-log, then f17 *= 1/shift.
ntt14:  can   f17, one_r
        beq   inverse, x0, ntt16
        add   u, log, x0
ntt15:  beq   u, x0, ntt17
        mul   f17, f17, half
        addi  u, u, -1
        jump  ntt15
ntt17:  beq   coset, x0, ntt16
        call  invert
ntt16:  li    step, 1           ; 2^(16 - log): the upper bits count
        li    u, 16
ntt18:  beq   u, log, ntt19
        add   step, step, step
        addi  u, u, -1
        jump  ntt18
ntt19:  addi  j, x0, 0
ntt20:  rev   at, j
        li    u, 2048
        add   at, at, u
        ld    f0, at, 0
        beq   inverse, x0, ntt21
        mul   f0, f0, f17
        beq   coset, x0, ntt21
        mul   f17, f17, f16
ntt21:  can   f0, f0
        addi  n, n, -1
        beq   n, x0, ntt22
        out   f0, more
        add   j, j, step
        jump  ntt20
ntt22:  out   f0, last
        end   ok

; f16 <- 1/f16 = f16^(r-2), the exponent 16 bits at a time, highest first.
invert: can   f20, one_r
        li    u, 0x3064
        call  power
        li    u, 0x4e72
        call  power
        li    u, 0xe131
        call  power
        li    u, 0xa029
        call  power
        li    u, 0xb850
        call  power
        li    u, 0x45b6
        call  power
        li    u, 0x8181
        call  power
        li    u, 0x585d
        call  power
        li    u, 0x2833
        call  power
        li    u, 0xe848
        call  power
        li    u, 0x79b9
        call  power
        li    u, 0x7091
        call  power
        li    u, 0x43e1
        call  power
        li    u, 0xf593
        call  power
        li    u, 0xefff
        call  power
        li    u, 0xffff
        call  power
        can   f16, f20
        ret
; f20 <- f20^(2^16)·f16^u; uses j, at and size
power:  li    j, 16
        li    size, 0x8000
pow1:   mul   f20, f20, f20
        blt   u, size, pow2
        mul   f20, f20, f16
pow2:   add   u, u, u           ; the top bit falls away
        addi  j, j, -1
        bne   j, x0, pow1
        ret
