"""The speed of products of float32 matrices in PyTorch or NumPy, as a check of what the engine's runtime does.

Usage: python sgemmPeer.py torch|numpy THREADS. Prints one line of JSON: billions of operations a second, by product, of the
fastest run within some time.
"""

import json
import os
import sys
import time

library, threads = sys.argv[1:]
os.environ.update({name: threads for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")})
PRODUCTS = [(512, 384, 1536), (1024, 1024, 1024)]
SECONDS_EACH = 0.5

if library == "torch":
    import torch
    torch.set_num_threads(int(threads))

    def random(*shape):
        return torch.rand(*shape)

    def product(left, right, result):
        torch.mm(left, right, out=result)
else:
    import numpy

    def random(*shape):
        return numpy.random.rand(*shape).astype(numpy.float32)

    def product(left, right, result):
        numpy.matmul(left, right, out=result)

speeds = {}
for rows, inner, columns in PRODUCTS:
    left, right, result = random(rows, inner), random(inner, columns), random(rows, columns)
    fastest = float("inf")
    end = time.perf_counter() + SECONDS_EACH
    while time.perf_counter() < end:
        start = time.perf_counter()
        product(left, right, result)
        fastest = min(fastest, time.perf_counter() - start)
    speeds[f"{rows} x {inner} x {columns}"] = 2 * rows * inner * columns / fastest / 1e9
print(json.dumps({"speeds": speeds}))
