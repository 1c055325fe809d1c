using Xunit.Sdk;
using Xunit.v3;
using ZkAccel.Evm.Tests;

[assembly: AssemblyFixture(typeof(Chain))]
[assembly: Parallelization(Mode = ParallelMode.None)]
