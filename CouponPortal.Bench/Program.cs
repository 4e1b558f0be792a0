Console.WriteLine("usage: dotnet run -c Release --project CouponPortal.Bench -- <scenario>");
return 2;
