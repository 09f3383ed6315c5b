namespace Tocsin.Templating.Go.Values;

/// <summary>What a Go type is made of; decides truth, comparison, iteration and printing.</summary>
internal enum GoKind
{
    Invalid,
    Bool,
    Int,
    Uint,
    Float,
    Complex,
    String,
    Slice,
    Map,
    Struct,
    Interface,
    Func,

    /// <summary>Only ever inside of values that are printed part by part; the data is an address.</summary>
    Pointer,
}
