using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Chunks;

/// <summary>A selection that can also add the samples of a series to those that are there already, so that parts of a store need no copy to be joined.</summary>
internal interface IAppendingSelection : ISeriesSelection
{
    /// <summary>As <see cref="ISeriesSelection.Read"/>, without clearing.</summary>
    void Append(int index, SampleColumns into);
}
