from zicha.cli import main

main()
