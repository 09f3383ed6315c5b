using Tocsin.TsdbFigures;

Load.Aligned = args.Contains("aligned");
Load.Churns = args.Contains("churn");

// Figures of the store, each measured in this process: CPU time where others share the machine.
switch (args.FirstOrDefault())
{
    case "chunks":
        ChunkFigures.Run();
        return 0;
    case "head":
        HeadFigures.Run(args.Length > 1 ? int.Parse(args[1]) : 1_000_000);
        return 0;
    case "fill":
        ReplayFigures.Fill(args[1], int.Parse(args[2]), int.Parse(args[3]));
        return 0;
    case "replay":
        ReplayFigures.Replay(args[1]);
        return 0;
    case "compact":
        ReplayFigures.Compact(args[1]);
        return 0;
    default:
        Console.Error.WriteLine("usage: chunks | head [SERIES] [aligned] [churn] | fill DIRECTORY SERIES SAMPLES [aligned] | replay DIRECTORY | compact DIRECTORY");
        return 2;
}
