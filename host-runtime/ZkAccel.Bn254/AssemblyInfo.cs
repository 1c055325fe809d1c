using System.Runtime.CompilerServices;

// Field arithmetic keeps dozens of words on the stack, all written before they are read.
[module: SkipLocalsInit]
