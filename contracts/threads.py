"""How threads wait, told to the libraries before they are loaded."""

import os

PATIENT = {
    # Threads of OpenMP (torch, numba) that spin while they wait take the core from whom they wait for: on two cores
    # with a page drawing beside, a step of training took twenty times as long.
    "OMP_WAIT_POLICY": "PASSIVE",
    # OpenBLAS (numpy) always spins. Its products are small here; what is large runs in torch and numba.
    "OPENBLAS_NUM_THREADS": "1",
}


def share_cores() -> None:
    """Have threads sleep while they wait, here and in every process that follows, unless the user says otherwise."""
    for name, value in PATIENT.items():
        os.environ.setdefault(name, value)
