package zkaccel.rtl

import scala.util.Random

import org.scalatest.funsuite.AnyFunSuite
import spinal.core.sim._

/** In Verilator against BigInt; cancelled where `verilator` is not installed. The point adder is tested by hdl/rtl/msm_core. */
class ModAdderTest extends AnyFunSuite {
  private val field = PrimeField.Bn254Base
  private val edges = Seq[BigInt](0, 1, field.modulus - 1, field.modulus, field.modulus + 1, field.doubled - 1)

  for ((subtract, limbs) <- Seq((false, 2), (true, 2), (true, 4))) {
    test(s"${if (subtract) "difference" else "sum"} in $limbs limbs") {
      assume(new ProcessBuilder("which", "verilator").start().waitFor() == 0, "verilator is not installed")
      val compiled = SimConfig.withConfig(spinal.core.SpinalConfig(noRandBoot = true)).workspacePath("target/sim")
        .compile(ModAdder(field, subtract, limbs))
      compiled.doSim(seed = 1) { dut =>
        dut.clockDomain.forkStimulus(period = 10)
        val random = new Random(1)
        val cases = (for (a <- edges; b <- edges) yield (a, b)) ++
          Seq.fill(500)((BigInt(256, random).mod(field.doubled), BigInt(256, random).mod(field.doubled)))
        for (cycle <- 0 until cases.size + dut.latency) {
          val (a, b) = cases(cycle % cases.size)
          dut.a_i #= a
          dut.b_i #= b
          dut.clockDomain.waitSampling()
          if (cycle >= dut.latency) {
            val (a, b) = cases(cycle - dut.latency)
            val result = dut.result_o.toBigInt
            assert(result < field.doubled && (result - (if (subtract) a - b else a + b)).mod(field.modulus) == 0)
          }
        }
      }
    }
  }
}
