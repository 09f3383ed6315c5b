using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Index;

/// <summary>Gives the labels of an indexed series.</summary>
internal interface ISeriesLabels
{
    LabelSet LabelsOf(int slot);
}
