"""Eight neighbouring samples at once, in vector instructions that the compiler does not make of a loop by itself.

It cannot know that a triangle covers few samples of a row, and unrolls the loop for many or not at all. What is written
here, LLVM turns into the instructions of whatever processor it compiles for.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LANES = 8

_INTEGER, _FLOAT = ir.IntType(64), ir.FloatType()
_INTEGERS, _FLOATS = ir.VectorType(_INTEGER, LANES), ir.VectorType(_FLOAT, LANES)
_HALVES = ir.VectorType(ir.IntType(32), LANES)


@intrinsic  # type: ignore[untyped-decorator]
def keep_greater(
    typing: Any, line: Any, begin: Any, end: Any, z: Any, step: Any, low: Any, high: Any, name: Any
) -> tuple[Any, Any]:
    """line[begin + k] becomes the greater of itself and a number for each k < LANES with begin + k < end.

    line [N] int64, which must reach to begin + LANES. The number's upper half is the bits of z + k * step, kept within
    low and high, all float32 and positive; its lower half is name, int64 below 2 ** 32.
    """

    def instructions(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        line, begin, end, z, step, low, high, name = arguments
        data = context.make_array(signature.args[0])(context, builder, line).data
        place = builder.bitcast(builder.gep(data, [begin]), _INTEGERS.as_pointer())
        there = builder.load(place, align=8)

        steps = builder.fmul(_spread(builder, step, _FLOATS), _FLOATS([float(k) for k in range(LANES)]))
        near = builder.fadd(_spread(builder, z, _FLOATS), steps)
        low, high = _spread(builder, low, _FLOATS), _spread(builder, high, _FLOATS)
        near = builder.select(builder.fcmp_ordered(">", near, low), near, low)
        near = builder.select(builder.fcmp_ordered("<", near, high), near, high)
        upper = builder.shl(builder.zext(builder.bitcast(near, _HALVES), _INTEGERS), _INTEGERS([32] * LANES))
        mine = builder.or_(upper, _spread(builder, name, _INTEGERS))

        left = _spread(builder, builder.sub(end, begin), _INTEGERS)
        within = builder.icmp_signed("<", _INTEGERS(list(range(LANES))), left)
        better = builder.and_(within, builder.icmp_signed(">", mine, there))
        builder.store(builder.select(better, mine, there), place, align=8)
        return context.get_dummy_value()

    return types.none(line, *[types.int64] * 2, *[types.float32] * 4, types.int64), instructions


def _spread(builder: Any, value: Any, kind: Any) -> Any:
    """`value` in each lane."""
    first = builder.insert_element(kind(ir.Undefined), value, ir.IntType(32)(0))
    return builder.shuffle_vector(first, kind(ir.Undefined), _HALVES([0] * LANES))
